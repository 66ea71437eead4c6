namespace ExchangeHub.Reconciliation;

/// <summary>What is to be done at once with the parts that differ.</summary>
/// <param name="Cuts">Parts to be cut again.</param>
/// <param name="Sketches">Groups of parts, each for one sketch.</param>
/// <param name="Lists">Parts side by side, each run to be listed.</param>
internal sealed record ComparisonPlan(IReadOnlyList<Cut> Cuts, IReadOnlyList<SketchGroup> Sketches, IReadOnlyList<ListRun> Lists);

/// <summary>A part to be cut again.</summary>
/// <param name="Part">The part.</param>
/// <param name="Count">Into how many.</param>
internal sealed record Cut(Part Part, int Count);

/// <summary>Parts for one sketch.</summary>
/// <param name="Parts">In order.</param>
/// <param name="Ranges">Theirs; those side by side are one.</param>
/// <param name="CellsPerTable">The sketch's size.</param>
internal sealed record SketchGroup(IReadOnlyList<Part> Parts, IReadOnlyList<IdRange> Ranges, int CellsPerTable);

/// <summary>Parts side by side that are listed.</summary>
/// <param name="Range">All of them.</param>
/// <param name="Local">This side's sums.</param>
/// <param name="Remote">The other side's.</param>
/// <param name="Parts">How many parts.</param>
internal sealed record ListRun(IdRange Range, RangeFingerprint Local, RangeFingerprint Remote, int Parts);
