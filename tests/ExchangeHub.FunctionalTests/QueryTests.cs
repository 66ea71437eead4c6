using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.FunctionalTests;

public abstract class QueryTests(string store, BackOfficeWay way) : FunctionalTest(store, way)
{
    [SkippableFact]
    public async Task VerifyCertificate_WellFormed_IsAnsweredRecordedAndReceipted()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.VerifyCertificate();

        var answer = await new NotaryVerificationServiceClient(channel.Invoker).VerifyCertificateAsync(request);

        Assert.Equal(CertificateFinding.Authentic, answer.Finding);
        Assert.Equal(request.Header.RequestId, answer.Receipt.RequestId);
        Assert.Equal("cq-back-office", answer.Receipt.Responder.ParticipantId);
        Assert.Equal(MessageDigest.Compute(request), answer.Receipt.RequestDigest.ToByteArray());
        Assert.Equal(MessageDigest.Compute(answer), answer.Receipt.ResponseDigest.ToByteArray());

        var entry = Assert.Single(await hub.LedgerAsync());
        Assert.Equal(answer.Receipt.ExchangeId, entry.Id.ToString());
        Assert.Equal(ExchangeOutcome.Answered, entry.Outcome);
        Assert.Equal(("sc-notary-office", "CN-SC", "cq-back-office", "CN-CQ"), (entry.CallerId, entry.CallerRegion, entry.ResponderId, entry.ResponderRegion));
        Assert.Equal(request.Header.Purpose, entry.Purpose);
        Assert.Equal("公证法第二十九条\n公证程序规则第三十三条", entry.LegalBasis);
        Assert.Equal(32, entry.SubjectHash!.Length);
        Assert.Equal(answer.Receipt.AcceptTime.ToDateTimeOffset(), entry.AcceptTime);
        Assert.Equal(answer.Receipt.AnswerTime.ToDateTimeOffset(), entry.CompleteTime);

        var theirs = Assert.Single(hub.Chongqing.Ledger);
        Assert.Equal(entry.Id, theirs.Id);
        Assert.Equal((entry.Fingerprint0, entry.Fingerprint1, entry.Fingerprint2, entry.Fingerprint3), (theirs.Fingerprint.Limb0, theirs.Fingerprint.Limb1, theirs.Fingerprint.Limb2, theirs.Fingerprint.Limb3));
    }
}

public sealed class QueryTestsOnSqlite() : QueryTests(StoreOptions.Sqlite, BackOfficeWay.DialOut);

public sealed class QueryTestsOnSqliteByLink() : QueryTests(StoreOptions.Sqlite, BackOfficeWay.Link);

public sealed class QueryTestsOnPostgreSql() : QueryTests(StoreOptions.PostgreSql, BackOfficeWay.DialOut);
