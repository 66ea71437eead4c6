using ExchangeHub.Hub.Configuration;
using Quartz;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Registers attachments.</summary>
internal static class AttachmentServices
{
    public static IServiceCollection AddAttachments(this IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options.Attachments);
        services.AddSingleton<AttachmentStore>();
        services.AddSingleton<AttachmentAccess>();
        services.AddSingleton<AttachmentRules>();
        services.AddSingleton<UploadLimiter>();
        services.AddSingleton<TransferPatience>();
        services.AddSingleton<AttachmentUploads>();
        services.AddSingleton<AttachmentDownloads>();
        services.AddSingleton<AttachmentEndpoint>();
        services.AddQuartz(AttachmentPurge.Schedule);
        return services;
    }
}
