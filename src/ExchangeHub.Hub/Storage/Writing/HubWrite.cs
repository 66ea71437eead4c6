namespace ExchangeHub.Hub.Storage.Writing;

/// <summary>
/// Something that is written whole or not at all. It names what it must see, decides in memory, and adds its rows; many are
/// committed in one transaction.
/// </summary>
internal abstract class HubWrite
{
    private readonly TaskCompletionSource _done = new();

    /// <summary>Completes when it is durable; fails when it was refused or could not be written.</summary>
    public Task Done => _done.Task;

    /// <summary>The case that it changes or looks at.</summary>
    public virtual Guid? CaseId => null;

    /// <summary>The call that it answers, where a repetition must get the first result.</summary>
    public virtual RequestKey? Request => null;

    /// <summary>The letter that it brings in, whose number must be new.</summary>
    public virtual LetterKey? Letter => null;

    /// <summary>The attachments that it looks at.</summary>
    public virtual IEnumerable<Guid> Attachments => [];

    /// <summary>
    /// Decides, and only then changes what it was given and adds rows. It may be called again, with what is there by then,
    /// when others were faster.
    /// </summary>
    /// <exception cref="Errors.HubException">It is refused: it has changed nothing.</exception>
    public abstract void Apply(WriteBatch batch);

    public void SetDone() => _done.SetResult();

    public void SetFailed(Exception problem) => _done.SetException(problem);
}

/// <summary>What makes a letter's number (函号) unique.</summary>
internal readonly record struct LetterKey(string Office, int Year, string Number);
