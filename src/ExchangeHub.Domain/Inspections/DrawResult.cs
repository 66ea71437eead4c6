namespace ExchangeHub.Domain.Inspections;

/// <summary>An object that was drawn, and its team.</summary>
/// <param name="Key">The object, in the normal form of <see cref="DrawKeys"/>, as all keys of a result.</param>
/// <param name="Officers">The team's enforcement officers, in the order of their tickets.</param>
/// <param name="Experts">The team's experts, in the order of their tickets.</param>
public sealed record DrawnObject(string Key, IReadOnlyList<string> Officers, IReadOnlyList<string> Experts);

/// <summary>What a draw gave.</summary>
/// <param name="Objects">The objects drawn, in the order of their tickets, which is that in which they got their teams.</param>
public sealed record DrawResult(IReadOnlyList<DrawnObject> Objects);

/// <summary>In what a result isn't that of its plan and seed.</summary>
public enum DrawDisagreementKind
{
    /// <summary>The seed isn't the one whose digest the plan has: it was exchanged after the plan was published.</summary>
    WrongCommitment,

    /// <summary>Somebody is in the result who wasn't drawn.</summary>
    NotDrawn,

    /// <summary>Somebody was drawn who isn't in the result.</summary>
    Missing,

    /// <summary>Somebody is in the result more than once.</summary>
    Repeated,

    /// <summary>An object has another team than it drew, or has its team in another order.</summary>
    OtherTeam,

    /// <summary>The objects stand in another order than they were drawn.</summary>
    OtherOrder,
}

/// <summary>One thing in which a result isn't that of its plan and seed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ObjectKey">The object; empty with <see cref="DrawDisagreementKind.WrongCommitment"/>.</param>
/// <param name="English">The same for people.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record DrawDisagreement(DrawDisagreementKind Kind, string ObjectKey, string English, string Chinese);
