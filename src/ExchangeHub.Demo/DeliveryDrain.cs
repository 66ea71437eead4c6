using ExchangeHub.Contracts.Operations.V1;
using static ExchangeHub.Contracts.Operations.V1.DeliveryOperationsService;

namespace ExchangeHub.Demo;

/// <summary>Waits as an operator would: until the hub says that no delivery waits any more.</summary>
internal static class DeliveryDrain
{
    /// <summary>What <see cref="WaitAsync"/> says when all are made.</summary>
    public const string Drained = "Drained";

    /// <summary>How long it waits, and how often it asks the hub.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task<StepOutcome> WaitAsync(DemoWorld world, string language, CancellationToken cancellationToken)
    {
        using var channel = world.Connect(DemoWorld.Operator, language);
        var client = new DeliveryOperationsServiceClient(channel.Invoker);
        using var looks = new PeriodicTimer(Look);
        var waiting = 0;
        for (var left = LongestWait / Look; left > 0; left--)
        {
            var backlog = await client.GetDeliveryBacklogAsync(new GetDeliveryBacklogRequest(), cancellationToken: cancellationToken);
            waiting = backlog.Addressees.Sum(addressee => addressee.WaitingCount + addressee.FailedCount);
            if (waiting == 0)
                return new StepOutcome(Drained);
            await looks.WaitForNextTickAsync(cancellationToken);
        }
        return new StepOutcome($"{waiting} waiting");
    }
}
