using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Tests.Reconciliation;

/// <summary>What a region says of a row counts only where it has the fingerprint that was compared.</summary>
public sealed class ClassifiedRowTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Fact]
    public void RowThatWasNotCompared_IsNoEvidence()
    {
        var told = new RegionRow(Id, "/a/B", 2, [], [], null);
        var found = new RowDifference(RowDifferenceKind.Mismatch, Id, new RowFingerprint(1, 2, 3, 4), [new RowFingerprint(5, 6, 7, 8)]);
        var row = ClassifiedRow.Of("cq", found, null, null, [told], salt: null);
        Assert.Equal((DifferenceKind.DigestMismatch, null), (row.Kind, row.Region));

        var same = ClassifiedRow.Of("cq", found with { Remote = [told.Fingerprint(null)] }, null, null, [told], salt: null);
        Assert.Equal((DifferenceKind.StateMismatch, told), (same.Kind, same.Region));
        Assert.NotEqual(told.Fingerprint(null), told.Fingerprint(new byte[16]));
    }

    [Fact]
    public void MethodThatNoDatabaseTakes_IsMadeOneThatAllTake()
    {
        var told = new RegionRow(Id, "/a/\0B", 1, [], [], null);
        var row = ClassifiedRow.Of("cq", new RowDifference(RowDifferenceKind.OnlyRemote, Id, null, [told.Fingerprint(null)]), null, null, [told], salt: null);
        var difference = new DifferenceEntry { Id = Id, ParticipantId = "cq", Kind = row.Kind, RowId = Id, Day = default, FirstRunId = Id, FirstSeenTime = default, LastRunId = Id, LastSeenTime = default };
        row.Describe(difference);
        Assert.Equal(("/a/\uFFFDB", DifferenceSeverity.Security, 1), (difference.Method, difference.Severity, difference.RegionCopyCount));
    }
}
