using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>What somebody may do.</summary>
internal enum Act
{
    Submit,
    Confirm,
    Start,
    AskForSupplement,
    GiveSupplement,
    PassOn,
    AgreeToRestart,
    Reply,
    Dispute,
    Close,
    Withdraw,
}

/// <summary>A small model of a case, made from the contract's words and not from the hub's table: what may be done, and what becomes of it.</summary>
internal sealed class CaseModel(OfficeReference first, OfficeReference second)
{
    private bool _wasReceived;
    private bool _restartIsAgreed;
    private bool _wasPassedOn;

    /// <summary>Empty before it is submitted.</summary>
    public string Id { get; set; } = "";

    /// <summary>The state. On its way to an addressee it is DELIVERED here: the hub is faster or slower than who looks.</summary>
    public CaseState State { get; private set; }

    public int ReplyVersion { get; private set; }

    public bool IsOverdue { get; private set; }

    /// <summary>The office that is asked.</summary>
    public OfficeReference Office { get; private set; } = first;

    /// <summary>The office that it can be passed on to.</summary>
    public OfficeReference Other { get; private set; } = second;

    /// <summary>What may be done now.</summary>
    public IReadOnlyList<Act> Legal => State switch
    {
        CaseState.Unspecified => [Act.Submit],
        CaseState.Delivered when _wasPassedOn => [Act.Confirm, Act.Withdraw, Act.AgreeToRestart],
        CaseState.Delivered => [Act.Confirm, Act.Withdraw],
        CaseState.Received => [Act.Start, Act.PassOn, Act.Reply, Act.Withdraw],
        CaseState.InProgress => [Act.AskForSupplement, Act.PassOn, Act.Reply, Act.Withdraw],
        CaseState.SupplementRequested => [Act.GiveSupplement, Act.Reply, Act.Withdraw],
        CaseState.Replied => [Act.Reply, Act.Dispute, Act.Close],
        CaseState.Disputed => [Act.Start],
        _ => [Act.Reply], // Late.
    };

    public void Apply(Act act)
    {
        (State, ReplyVersion) = act switch
        {
            Act.Submit or Act.PassOn or Act.AgreeToRestart => (CaseState.Delivered, ReplyVersion),
            Act.Confirm => (CaseState.Received, ReplyVersion),
            Act.Start or Act.GiveSupplement => (CaseState.InProgress, ReplyVersion),
            Act.AskForSupplement => (CaseState.SupplementRequested, ReplyVersion),
            Act.Reply when State is CaseState.Closed or CaseState.Withdrawn => (State, ReplyVersion + 1),
            Act.Reply => (CaseState.Replied, ReplyVersion + 1),
            Act.Dispute => (CaseState.Disputed, ReplyVersion),
            Act.Close => (CaseState.Closed, ReplyVersion),
            _ => (CaseState.Withdrawn, ReplyVersion),
        };
        _wasReceived |= act == Act.Confirm;
        _restartIsAgreed |= act == Act.AgreeToRestart;
        if (act == Act.Confirm && _restartIsAgreed)
            (IsOverdue, _restartIsAgreed) = (false, false); // The clock starts again.
        if (act == Act.PassOn)
            (Office, Other, _wasPassedOn) = (Other, Office, true);
    }

    /// <summary>More days pass than any time limit has.</summary>
    public void LetDaysPass()
    {
        if (State == CaseState.Replied)
            State = CaseState.Closed;
        IsOverdue |= _wasReceived && ReplyVersion == 0 && State is CaseState.Delivered or CaseState.Received or CaseState.InProgress or CaseState.SupplementRequested;
    }
}
