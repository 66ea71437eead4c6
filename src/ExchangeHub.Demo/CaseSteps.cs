using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Cases;
using Grpc.Core;

namespace ExchangeHub.Demo;

/// <summary>A step of a case failed, so that those after it can't be done. The table shows it.</summary>
internal sealed class StepFailedException : Exception;

/// <summary>The steps of one case, each with what must come of it.</summary>
/// <param name="sides">Who acts.</param>
/// <param name="log">Where the steps are written down.</param>
/// <param name="title">What kind of case it is, in English.</param>
/// <param name="titleZh">The same in Chinese.</param>
/// <param name="cancellationToken">Ends the steps.</param>
internal sealed class CaseSteps(CaseSides sides, StepLog log, string title, string titleZh, CancellationToken cancellationToken)
{
    /// <summary>How long an event is waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private CaseSummary _case = new();

    public CaseSides Sides => sides;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>How far the case is, by the latest step.</summary>
    public CaseSummary Case => _case;

    /// <summary>A step that is no act on the case.</summary>
    /// <exception cref="StepFailedException">There was an error.</exception>
    public async Task DoAsync(string name, string nameZh, string from, string to, string expected, Func<Task<StepOutcome>> act)
    {
        if (!await log.DoAsync($"{title}: {name}", $"{titleZh}：{nameZh}", from, to, expected, act))
            throw new StepFailedException();
    }

    /// <summary>The asking side submits the request.</summary>
    /// <param name="from">Who does.</param>
    /// <param name="request">The request.</param>
    /// <param name="submit">How.</param>
    public Task SubmitAsync(string from, SubmitCaseRequest request, Func<SubmitCaseRequest, Task<ActOutcome>> submit)
        => ActAsync("submit", "提交协查函", from, sides.Asked, "Submitted", () => submit(request));

    /// <summary>An act of the asking side.</summary>
    public Task AskingAsync(string name, string nameZh, string from, string expected, Func<CaseAction, Task<ActOutcome>> act)
        => ActAsync(name, nameZh, from, sides.Asked, expected, () => act(Action(_case.RequestingOffice, "测试甲")));

    /// <summary>An act of the side that is asked, at its back office's desk.</summary>
    public Task AnsweringAsync(string name, string nameZh, string expected, Func<CaseAction, Task<ActOutcome>> act)
        => ActAsync(name, nameZh, sides.AnsweringDeskName, sides.Asking, expected, () => act(Action(_case.RequestedOffice, "测试乙")));

    public Task ConfirmReceiptAsync(string expected = "Received")
        => AnsweringAsync("confirm receipt", "签收", expected, action => sides.AnsweringDesk.ConfirmReceiptAsync(action, cancellationToken: cancellationToken));

    /// <summary>Replies what the register says.</summary>
    /// <param name="outcome">What must be the outcome.</param>
    /// <param name="prove">Adds evidence; null: none.</param>
    public Task ReplyAsync(ReplyOutcome outcome, Func<AssistanceReply, Task>? prove = null)
        => AnsweringAsync("reply", "复函", $"Replied {outcome}", async action =>
        {
            var reply = await DecideAsync<CaseDecision.Answer>() is { Reply: var decided } ? decided : throw new InvalidDataException("no reply was decided on");
            if (prove is not null)
                await prove(reply);
            return await sides.AnsweringDesk.ReplyAsync(action, reply, cancellationToken: cancellationToken);
        });

    /// <summary>What the register's clerk decides on, which must be a <typeparamref name="T"/>.</summary>
    public async Task<T> DecideAsync<T>()
        where T : CaseDecision
    {
        var decision = await sides.Clerk.DecideAsync(_case, await BroughtRequestAsync(), isSupplemented: true, cancellationToken);
        return decision as T ?? throw new InvalidDataException($"the clerk decided: {decision.GetType().Name}");
    }

    /// <summary>The request as the hub has brought it to the region that is asked.</summary>
    public async Task<AssistanceRequest> BroughtRequestAsync()
        => (await sides.AnsweringCases.FindCaseAsync(Guid.Parse(_case.CaseId), cancellationToken))?.Request ?? throw new InvalidDataException("the region does not have the request");

    /// <summary>The notary office waits until it sees an event that comes after the latest step.</summary>
    public Task SeeAsync(string name, string nameZh, string from, CaseEventKind kind, string expected)
        => DoAsync(name, nameZh, from, sides.Asking, expected, async () =>
        {
            var options = new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + LongestWait, cancellationToken: cancellationToken);
            using var watch = sides.Office.WatchCase(new WatchCaseRequest { CaseId = _case.CaseId, SeenVersion = _case.Version }, options);
            while (await watch.ResponseStream.MoveNext(cancellationToken))
            {
                _case = watch.ResponseStream.Current.Event.Case;
                if (watch.ResponseStream.Current.Event.Kind == kind)
                    return new StepOutcome(CallOutcome.Of(_case), watch.ResponseStream.Current.Event.EventId);
            }
            throw new InvalidDataException("the hub ended the watch");
        });

    /// <summary>Waits until the hub has brought the request to its addressee.</summary>
    public Task SeeDeliveredAsync() => SeeAsync("delivered", "送达", "hub", CaseEventKind.Delivered, "Delivered");

    private Task ActAsync(string name, string nameZh, string from, string to, string expected, Func<Task<ActOutcome>> act)
        => DoAsync(name, nameZh, from, to, expected, async () =>
        {
            var outcome = await act();
            _case = outcome.Case;
            return new StepOutcome(CallOutcome.Of(_case), outcome.Receipt.ExchangeId);
        });

    private CaseAction Action(OfficeReference office, string operatorName)
        => new() { RequestId = Guid.NewGuid().ToString(), CaseId = _case.CaseId, ExpectedVersion = _case.Version, ActingOffice = office, OperatorName = operatorName };
}
