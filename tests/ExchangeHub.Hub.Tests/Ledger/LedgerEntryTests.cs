using CsCheck;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Tests.Ledger;

public class LedgerEntryTests
{
    [Fact]
    public void Sealed_AnyEntry_HasTheFingerprintOfItsCanonicalRow()
        => Gen.Select(Gen.Guid, Gen.Enum<ExchangeOutcome>(), Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Bool).Sample((id, outcome, request, response, answered) =>
        {
            var entry = Entries.New() with { Id = id, Outcome = outcome, RequestDigest = request, ResponseDigest = answered ? response : null };
            var expected = CanonicalRow.Fingerprint(id, entry.Method, (byte)outcome, request, answered ? response : default);

            var stored = entry.Sealed();

            Assert.Equal((expected.Limb0, expected.Limb1, expected.Limb2, expected.Limb3), ((uint)stored.Fingerprint0, (uint)stored.Fingerprint1, (uint)stored.Fingerprint2, (uint)stored.Fingerprint3));
            Assert.All([stored.Fingerprint0, stored.Fingerprint1, stored.Fingerprint2, stored.Fingerprint3], limb => Assert.InRange(limb, 0, uint.MaxValue));
            Assert.Equal(CanonicalRow.Version, stored.RowVersion);
        }, iter: 500);

    [Fact]
    public void Sealed_OnlyWhatBothSidesKnow_CountsForTheFingerprint()
    {
        var entry = Entries.New();
        var fingerprint = entry.Sealed().Fingerprint0;

        Assert.Equal(fingerprint, (entry with { Purpose = "x", OperatorName = "x", CallerId = "x", CompleteTime = default, Reason = "x", SubjectHash = [1] }).Sealed().Fingerprint0);
        Assert.All(
            [entry with { Id = Guid.NewGuid() }, entry with { Method = "/x" }, entry with { Outcome = ExchangeOutcome.InDoubt }, entry with { RequestDigest = new byte[32] }, entry with { ResponseDigest = new byte[32] }],
            other => Assert.NotEqual(fingerprint, other.Sealed().Fingerprint0));
    }

    [Fact]
    public void Sealed_Settlement_HasTheFingerprintOfTheRowThatTheRegionHas()
    {
        var answered = Entries.New() with { RequestDigest = new byte[32], ResponseDigest = new byte[32] };
        var settlement = answered with { Id = Guid.CreateVersion7(), Settles = answered.Id, Outcome = ExchangeOutcome.Settled };

        Assert.Equal(answered.Sealed().Fingerprint0, settlement.Sealed().Fingerprint0);
        Assert.NotEqual(answered.Sealed().Fingerprint0, (settlement with { Outcome = ExchangeOutcome.SettledUnanswered }).Sealed().Fingerprint0);
    }

    [Fact]
    public void Outcome_Numbers_StayAsTheyAre() // They stand in fingerprints.
        => Assert.Equal(
            "Answered=1 NotPermitted=2 Invalid=3 NotSent=4 InDoubt=5 AnswerInvalid=6 RegionFailed=7 Cancelled=8 HubFailed=9 Refused=10 GivenUp=11 Settled=12 SettledUnanswered=13",
            string.Join(' ', Enum.GetValues<ExchangeOutcome>().Select(outcome => $"{outcome}={(byte)outcome}")));

    [Fact]
    public void ForRefusedCall_Caller_IsRecordedWithTheReason()
    {
        var now = new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);
        var caller = new Caller(new Participant("operator", "测试", "HUB", [], [], [], null), [1, 2, 3]);
        var id = Guid.CreateVersion7();

        var entry = LedgerEntry.ForRefusedCall(id, "/test.v1.Service/Ask", caller, "GRANT_MISSING", now);

        Assert.Equal((id, id, "/test.v1.Service/Ask", ExchangeOutcome.NotPermitted, "GRANT_MISSING"), (entry.Id, entry.ExchangeId, entry.Method, entry.Outcome, entry.Reason));
        Assert.Equal(("operator", "HUB", now, now), (entry.CallerId, entry.CallerRegion, entry.AcceptTime, entry.CompleteTime));
        Assert.Equal([1, 2, 3], entry.CallerCertificate);
        Assert.Null(entry.RequestDigest);
    }
}
