using System.Collections.Concurrent;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Grpc.Core;

namespace ExchangeHub.TestKit;

/// <summary>Takes deliveries as a back office does: keeps each once, by its id, in the order in which it came.</summary>
public sealed class StubInbox : InboxService.InboxServiceBase
{
    private readonly Lock _keeping = new();
    private readonly HashSet<string> _ids = [];
    private readonly List<DeliverRequest> _kept = [];
    private readonly List<(Func<IReadOnlyList<DeliverRequest>, bool> Condition, TaskCompletionSource Met)> _waiting = [];

    /// <summary>All attempts, the repeated ones too.</summary>
    public ConcurrentQueue<DeliverRequest> Attempts { get; } = new();

    /// <summary>Called before a delivery is kept: it may throw, or take its time.</summary>
    public Func<DeliverRequest, ServerCallContext, Task>? OnDeliver { get; set; }

    /// <summary>Called after it is kept and before it is acknowledged.</summary>
    public Func<DeliverRequest, ServerCallContext, Task>? OnKept { get; set; }

    /// <summary>What is kept, in its order.</summary>
    public IReadOnlyList<DeliverRequest> Kept
    {
        get
        {
            lock (_keeping)
                return [.. _kept];
        }
    }

    /// <summary>The events of one case, in their order.</summary>
    public IReadOnlyList<CaseEvent> EventsOf(string caseId) => [.. Kept.Select(request => request.CaseEvent).Where(message => message.Case.CaseId == caseId)];

    /// <summary>Waits until what is kept meets a condition; a minute at most, unless said otherwise.</summary>
    public Task UntilAsync(Func<IReadOnlyList<DeliverRequest>, bool> condition, TimeSpan? atMost = null)
    {
        lock (_keeping)
        {
            if (condition(_kept))
                return Task.CompletedTask;
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((condition, met));
            return met.Task.WaitAsync(atMost ?? TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Waits until a case has reached a version here.</summary>
    public Task UntilAsync(string caseId, CaseEventKind kind) => UntilAsync(kept => kept.Any(request => request.CaseEvent.Case.CaseId == caseId && request.CaseEvent.Kind == kind));

    public override async Task<DeliverResponse> Deliver(DeliverRequest request, ServerCallContext context)
    {
        Attempts.Enqueue(request);
        if (OnDeliver is { } onDeliver)
            await onDeliver(request, context);
        Keep(request);
        if (OnKept is { } onKept)
            await onKept(request, context);
        return new DeliverResponse { Receipt = new ExchangeReceipt { ExchangeId = request.Header.ExchangeId } };
    }

    private void Keep(DeliverRequest request)
    {
        lock (_keeping)
        {
            if (!_ids.Add(request.DeliveryId))
                return;
            _kept.Add(request);
            foreach (var waiting in _waiting.Where(waiting => waiting.Condition(_kept)).ToList())
            {
                _waiting.Remove(waiting);
                waiting.Met.SetResult();
            }
        }
    }
}
