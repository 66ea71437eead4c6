using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Quartz;

namespace ExchangeHub.Hub.Storage.Protection;

/// <summary>Registers the encryption of what is stored.</summary>
internal static class ProtectionServices
{
    /// <summary>All hubs on one database have the same; what is encrypted depends on it, so it must not change.</summary>
    private const string ApplicationName = "exchangehub";

    /// <summary>Registers <see cref="PayloadProtection"/>, and its proof at start.</summary>
    /// <exception cref="ConfigurationException">The file of the master key is missing or holds no key.</exception>
    public static IServiceCollection AddPayloadProtection(this IServiceCollection services, HubOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(MasterKey.Load(options));
        services.AddSingleton<DatabaseWriter>();
        services.AddSingleton<DatabaseKeyRing>();
        services.AddSingleton<PayloadProtection>();
        services.AddQuartz(quartz => quartz.Schedule<PayloadKeyJob>("storage", "payload-keys", PayloadKeyJob.Cron));
        services.AddHostedService<ProofAtStart>(); // Before Data Protection's own, which would make a key without looking.
        services.AddDataProtection()
            .SetApplicationName(ApplicationName)
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(management =>
        {
            management.XmlRepository = provider.GetRequiredService<DatabaseKeyRing>();
            management.XmlEncryptor = new MasterKeyXmlEncryptor(provider.GetRequiredService<MasterKey>());
        }));
        return services;
    }

    /// <summary>Lets no hub serve that can't read what is stored.</summary>
    private sealed class ProofAtStart(PayloadProtection protection) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            protection.RequireReadable();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
