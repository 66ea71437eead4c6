using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Sichuan has asked, Chongqing has answered that a certificate is authentic, and revokes it later: Sichuan hears of it, once (撤销后补充通知).</summary>
public abstract class AddendumTests(string store) : SharingTest(store)
{
    private const string Number = "（2021）渝测证字第34087号";

    /// <summary>Longer than any query may take.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(16);

    private NotaryVerificationServiceClient Asker => new(ChannelOf(Hub.Office).Invoker);

    private StubInbox Inbox => Hub.Sichuan.Inbox;

    [SkippableFact]
    public async Task Certificate_AnsweredAuthenticThenRevoked_GivesTheAskerOneAddendum()
    {
        var request = Questions.VerifyCertificate();
        var answer = await Asker.VerifyCertificateAsync(request);
        await RevokeAsync(Feeds.Revoked("(2021)渝测證字第034087号")); // The same number, written in another way.

        await Hub.SendAddendaAsync();

        await Inbox.UntilAsync(kept => kept.Count == 1);
        var delivery = Assert.Single(Inbox.Kept);
        Assert.Equal(
            new CertificateAddendum
            {
                ExchangeId = answer.Receipt.ExchangeId,
                RequestId = request.Header.RequestId,
                OwnCaseNumber = "(2026)川测受字第1号",
                RequestingOffice = new OfficeReference { Uscc = Questions.SichuanOffice, Name = "四川省成都市测试公证处" },
                AnswerTime = answer.Receipt.AnswerTime,
                IssuingOffice = new OfficeReference { Uscc = Questions.ChongqingOffice, Name = "重庆市测试公证处" },
                CertificateNumber = CertificateNumbers.Parse("(2021)渝测證字第034087号"),
                Status = CertificateStatus.Revoked,
                DecisionDate = CalendarDates.ToProto(new DateOnly(2026, 1, 5)),
                ReplacementNumber = CertificateNumbers.Parse("（2026）渝测证字第1号"),
            },
            delivery.CertificateAddendum);
        Assert.Equal(("hub", delivery.DeliveryId), (delivery.Header.Caller.ParticipantId, delivery.Header.RequestId));
        var text = delivery.ToString();
        Assert.DoesNotContain(Questions.ResidentId, text);
        Assert.DoesNotContain(Questions.Person().Name, text);
    }

    [SkippableFact]
    public async Task Ledger_OfAnAuthenticAnswer_KeepsAHashAndNoNumber()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await Asker.QueryWillAsync(Questions.QueryWill());

        var ledger = await Hub.LedgerAsync();

        Assert.Equal(32, ledger[0].CertificateHash!.Length);
        Assert.NotEqual(ledger[0].SubjectHash, ledger[0].CertificateHash);
        Assert.Null(ledger[1].CertificateHash);
    }

    [SkippableTheory]
    [InlineData(CertificateFinding.Authentic, 1)]
    [InlineData(CertificateFinding.AuthenticButCorrected, 1)]
    [InlineData(CertificateFinding.ContentMismatch, 0)]
    [InlineData(CertificateFinding.NumberNotFound, 0)]
    [InlineData(CertificateFinding.Revoked, 0)]
    public async Task Certificate_AnsweredWithAFinding_GivesAnAddendumOnlyWhereItWasFoundAuthentic(CertificateFinding finding, int expected)
    {
        Hub.Chongqing.OnVerifyCertificate = (request, _) =>
        {
            var answer = StubBackOffice.Authentic(request);
            answer.Finding = finding;
            return Task.FromResult(answer);
        };
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await RevokeAsync(Feeds.Revoked(Number));

        await Hub.SendAddendaAsync();

        Assert.Equal(expected, await CountAsync());
    }

    [SkippableFact]
    public async Task PowersAndDeeds_AnsweredAuthenticThenRevoked_GiveAddendaToo()
    {
        await Asker.VerifyPowerOfAttorneyAsync(Questions.VerifyPowerOfAttorney());
        await Asker.VerifyEnforceableDeedAsync(Questions.VerifyEnforceableDeed());
        await RevokeAsync(Feeds.Revoked("（2021）渝测证字第34088号", CertificateStatus.PartlyRevoked), Feeds.Revoked("（2021）渝测证执字第242号", CertificateStatus.Reissued), Feeds.Revoked(Number));

        await Hub.SendAddendaAsync();

        await Inbox.UntilAsync(kept => kept.Count == 2);
        Assert.Equal([CertificateStatus.Reissued, CertificateStatus.PartlyRevoked], Inbox.Kept.Select(delivery => delivery.CertificateAddendum.Status).Order());
        Assert.Equal(2, await CountAsync());
    }

    [SkippableFact]
    public async Task Case_RepliedAuthenticThenRevoked_GivesTheRequesterAnAddendum()
    {
        var (office, answering) = (new NotaryAssistanceServiceClient(ChannelOf(Hub.Office).Invoker), new NotaryAssistanceServiceClient(ChannelOf(Hub.ChongqingCertificate).Invoker));
        var request = CaseRequests.Submit();
        request.Request.TargetCertificate.Number.Raw = Number;
        var id = (await office.SubmitCaseAsync(request)).Case.CaseId;
        await answering.ConfirmReceiptAsync(new ConfirmReceiptRequest { Action = Act(id) });
        await answering.StartCaseAsync(new StartCaseRequest { Action = Act(id) });
        var replied = await answering.ReplyToCaseAsync(new ReplyToCaseRequest { Action = Act(id), Reply = CaseRequests.Reply() });
        await RevokeAsync(Feeds.Revoked(Number));

        await Hub.SendAddendaAsync();

        await Inbox.UntilAsync(kept => kept.Any(delivery => delivery.CertificateAddendum is not null));
        var addendum = Assert.Single(Inbox.Kept, delivery => delivery.CertificateAddendum is not null).CertificateAddendum;
        Assert.Equal((replied.Receipt.ExchangeId, id, ""), (addendum.ExchangeId, addendum.CaseId, addendum.RequestId));
        Assert.Equal((Questions.SichuanOffice, "(2026)川测受字第1号"), (addendum.RequestingOffice.Uscc, addendum.OwnCaseNumber));
        Assert.Equal(1, await CountAsync());

        static CaseAction Act(string id) => CaseRequests.Action(id, CaseRequests.Chongqing);
    }

    [SkippableFact]
    public async Task Job_TwiceAtOnceAndAfterARestart_GivesOneAddendum()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await RevokeAsync(Feeds.Revoked(Number));

        await Task.WhenAll(Hub.SendAddendaAsync(), Hub.SendAddendaAsync());
        await Hub.SendAddendaAsync();
        await Hub.RestartAsync();
        await Hub.SendAddendaAsync();
        Clock.Shift = Later;
        await Hub.SendAddendaAsync();
        await Hub.SendAddendaAsync();

        await Inbox.UntilAsync(kept => kept.Count == 1);
        Assert.Equal(1, await CountAsync());
        await using var database = await Hub.DatabaseAsync();
        var mark = await database.AddendumMarks.SingleAsync();
        Assert.Equal((Chongqing, 1), (mark.ProducerRegion, mark.Sequence));
    }

    /// <summary>What a hub leaves that is killed after it has given an addendum, and before it says how far it is.</summary>
    [SkippableFact]
    public async Task Job_KilledBeforeItsMark_GivesNoSecondAddendum()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await RevokeAsync(Feeds.Revoked(Number));
        Clock.Shift = Later;
        await Hub.SendAddendaAsync();
        await using (var database = await Hub.DatabaseAsync())
            await database.AddendumMarks.ExecuteDeleteAsync();

        await Hub.SendAddendaAsync();

        Assert.Equal(1, await CountAsync());
    }

    /// <summary>A query that was under way when the job ran has its entry only afterwards.</summary>
    [SkippableFact]
    public async Task Answer_RecordedShortlyAfterTheJob_GivesAnAddendumTheNextTime()
    {
        await RevokeAsync(Feeds.Revoked(Number));
        await Hub.SendAddendaAsync();
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal(0, await CountAsync());

        Clock.Shift = Later;
        await Hub.SendAddendaAsync();

        Assert.Equal(1, await CountAsync());
    }

    [SkippableFact]
    public async Task Record_Corrected_GivesASecondAddendumOnlyWithAnotherStatus()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await RevokeAsync(Feeds.Revoked(Number, CertificateStatus.PartlyRevoked));
        await Hub.SendAddendaAsync();
        Clock.Shift = Later;

        await RevokeAsync(Correction(2, CertificateStatus.PartlyRevoked));
        await Hub.SendAddendaAsync();
        Assert.Equal(1, await CountAsync());
        await RevokeAsync(Correction(3, CertificateStatus.Revoked));
        await Hub.SendAddendaAsync();

        await Inbox.UntilAsync(kept => kept.Count == 2);
        Assert.Equal([CertificateStatus.PartlyRevoked, CertificateStatus.Revoked], Inbox.Kept.Select(delivery => delivery.CertificateAddendum.Status));
        Assert.Equal(2, await CountAsync());

        static Record Correction(int version, CertificateStatus status)
        {
            var record = Feeds.Revoked(Number, status, version);
            (record.Operation, record.CorrectedVersion, record.Reason) = (RecordOperation.Correct, version - 1, "更正（测试）");
            return record;
        }
    }

    [SkippableFact]
    public async Task Record_DeletedBeforeTheJob_GivesNone()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        var record = Feeds.Revoked(Number);
        await RevokeAsync(record);
        await RevokeAsync(record.Delete(2, new DateOnly(2026, 1, 6)));

        await Hub.SendAddendaAsync();

        Assert.Equal(0, await CountAsync());
    }

    /// <summary>Nobody speaks of another region's certificates.</summary>
    [SkippableFact]
    public async Task Record_OfARegionThatDidNotAnswer_GivesNone()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await Reader.PublishAsync(DataSet.RevokedCertificates, [Feeds.Revoked(Number)]);

        await Hub.SendAddendaAsync();

        Assert.Equal(0, await CountAsync());
    }

    [SkippableFact]
    public async Task Region_Down_GetsTheAddendumWhenItIsThereAgain()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await RevokeAsync(Feeds.Revoked(Number));
        var isHealed = false;
        Inbox.OnDeliver = (_, _) => Volatile.Read(ref isHealed) ? Task.CompletedTask : throw new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.Unavailable, "测试"));
        await Hub.SendAddendaAsync();
        Assert.Empty(Inbox.Kept);

        Volatile.Write(ref isHealed, true);

        await Inbox.UntilAsync(kept => kept.Count == 1);
    }

    [SkippableFact]
    public async Task Retention_AcknowledgedAddendum_IsPurgedAndNotGivenAgain()
    {
        await Asker.VerifyCertificateAsync(Questions.VerifyCertificate());
        await RevokeAsync(Feeds.Revoked(Number));
        await Hub.SendAddendaAsync();
        await UntilAcknowledgedAsync();
        var retention = Hub.Services.GetRequiredService<CaseRetention>();

        Clock.Shift = TimeSpan.FromDays(89);
        await retention.RunAsync(CancellationToken.None);
        Assert.Equal(1, await CountAsync());
        Clock.Shift = TimeSpan.FromDays(91);
        await retention.RunAsync(CancellationToken.None);
        await Hub.SendAddendaAsync();

        await using var database = await Hub.DatabaseAsync();
        Assert.Equal((1, 0), (await database.Addenda.CountAsync(), await database.KeptMessages.CountAsync()));
    }

    private async Task UntilAcknowledgedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var database = await Hub.DatabaseAsync();
        while (await database.Deliveries.AnyAsync(delivery => delivery.State != DeliveryState.Acknowledged, patience.Token))
            patience.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Chongqing publishes it.</summary>
    private async Task RevokeAsync(params Record[] records)
    {
        var answer = Assert.Single(await Producer.PublishAsync(DataSet.RevokedCertificates, [records]));
        Assert.Equal(0, answer.RepeatedCount);
    }

    /// <summary>How many addenda were given, and whether each has its delivery.</summary>
    private async Task<int> CountAsync()
    {
        await using var database = await Hub.DatabaseAsync();
        var addenda = await database.Addenda.AsNoTracking().Select(addendum => addendum.DeliveryId).ToListAsync();
        Assert.Equal(addenda.Count, await database.Deliveries.CountAsync(delivery => addenda.Contains(delivery.Id) && delivery.AddresseeRegion == "CN-SC" && database.KeptMessages.Any(message => message.Id == delivery.MessageId)));
        return addenda.Count;
    }
}

public sealed class AddendumTestsOnSqlite() : AddendumTests(StoreOptions.Sqlite);

public sealed class AddendumTestsOnPostgreSql() : AddendumTests(StoreOptions.PostgreSql);
