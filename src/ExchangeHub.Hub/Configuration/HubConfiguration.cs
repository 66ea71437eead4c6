using Microsoft.Extensions.Configuration;

namespace ExchangeHub.Hub.Configuration;

/// <summary>Reads the configuration file, again at each reload.</summary>
public static class HubConfiguration
{
    /// <summary>Environment variables that begin so override the file, e.g. <c>EXCHANGEHUB__Store__Path</c>.</summary>
    public const string EnvironmentPrefix = "EXCHANGEHUB__";

    /// <summary>Where a hub listens whose file doesn't say.</summary>
    public const string DefaultListen = "127.0.0.1:7443";

    /// <summary>Reads <paramref name="file"/>; a setting that does not exist is a problem, not a silence.</summary>
    /// <exception cref="ConfigurationException">The file is missing, is no JSON, or has an unknown setting.</exception>
    public static HubOptions Read(string file)
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .Build();
            var options = WithoutNulls(configuration).Get<HubOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new HubOptions();
            return Complete(options, Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException or FormatException or UnauthorizedAccessException)
        {
            var cause = error.GetBaseException().Message;
            throw new ConfigurationException([new Problem(file, cause, $"无法读取：{cause}")]);
        }
    }

    /// <summary>A null in the file means that the setting is absent; the binder would set it, where the options never are null.</summary>
    private static IConfigurationRoot WithoutNulls(IConfigurationRoot configuration)
        => new ConfigurationBuilder().AddInMemoryCollection(configuration.AsEnumerable().Where(pair => pair.Value is not null)).Build();

    private static HubOptions Complete(HubOptions options, string folder)
    {
        string Absolute(string path) => path.Length == 0 ? "" : Path.GetFullPath(path, folder);
        return options with
        {
            Listen = options.Listen.Count > 0 ? options.Listen : [DefaultListen],
            CertificateFile = Absolute(options.CertificateFile),
            CertificateKeyFile = Absolute(options.CertificateKeyFile),
            PersonIndexKeyFile = Absolute(options.PersonIndexKeyFile),
            PayloadKeyFile = Absolute(options.PayloadKeyFile),
            Store = options.Store with { Path = Absolute(options.Store.Path), ConnectionStringFile = Absolute(options.Store.ConnectionStringFile) },
            Alerts = options.Alerts with { WebhookKeyFile = Absolute(options.Alerts.WebhookKeyFile) },
            Cases = options.Cases with { CalendarFolder = Absolute(options.Cases.CalendarFolder) },
            Forensic = options.Forensic with { SchemeFolder = Absolute(options.Forensic.SchemeFolder) },
            Regions =
            [
                .. options.Regions.Select(region => region with
                {
                    TrustAnchorFiles = [.. region.TrustAnchorFiles.Select(Absolute)],
                    RevocationListFiles = [.. region.RevocationListFiles.Select(Absolute)],
                }),
            ],
        };
    }
}
