using Quartz;

namespace ExchangeHub.Hub.Storage.Protection;

/// <summary>Looks each day whether the next key of the payloads is to be made.</summary>
[DisallowConcurrentExecution]
internal sealed class PayloadKeyJob(PayloadProtection protection) : IJob
{
    /// <summary>Daily at 03:10.</summary>
    public const string Cron = "0 10 3 * * ?";

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        protection.Renew();
        return ValueTask.CompletedTask;
    }
}
