using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using ExchangeHub.SampleRegion.Register;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Tests.Cases;

[Collection(SharedRegions.Name)]
public sealed class CaseWorkerTests(RegionFixture regions) : IDisposable
{
    private static readonly string[] BeginAndReply = ["ConfirmReceipt", "StartCase", "ReplyToCase"];

    private readonly CaseFolder _folder = new();
    private readonly FakeHub _hub = new();
    private readonly Guid _case = Guid.CreateVersion7();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Samples()
    {
        var data = new TheoryData<string, string>();
        foreach (var regionCode in SampleOffices.Regions)
        {
            foreach (var sample in SampleCases.For(regionCode))
                data.Add(regionCode, sample.Name);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Work_SampleCase_DoesWhatIsExpected(string regionCode, string name)
    {
        await using var region = Open(regionCode);
        var sample = SampleCases.For(regionCode).Single(sample => sample.Name == name);
        await region.KeepAsync(Submitted(sample));

        Assert.True(await region.Worker.WorkAsync(default));

        Assert.Empty(await region.File.OpenDeliveriesAsync(default));
        Assert.Equal(["ConfirmReceipt", "StartCase", sample.Expected switch
        {
            CaseEventKind.SupplementRequested => "RequestSupplement",
            CaseEventKind.Transferred => "TransferCase",
            _ => "ReplyToCase",
        }], _hub.Methods);
        Assert.All(_hub.Calls, call => Assert.Equal(sample.Office, ActionOf(call.Request).ActingOffice));
        if (_hub.Calls.Last().Request is ReplyToCaseRequest { Reply: var reply })
            AssertIsWhole(sample.Request, reply, sample.ExpectedOutcome);
    }

    [Fact]
    public async Task Work_NotOurOffice_IsPassedToTheOfficeThatKeepsTheFile()
    {
        await using var region = Open(SampleOffices.Chongqing);
        var sample = Sample("case/certificate/not-our-office");
        await region.KeepAsync(Submitted(sample));
        await region.Worker.WorkAsync(default);

        var transfer = ((TransferCaseRequest)_hub.Calls.Last().Request).Transfer;
        Assert.Equal(sample.Request.TargetCertificate.IssuingOfficeName, transfer.Office.Name);
        Assert.InRange(transfer.Reason.Length, 10, 1000);

        // The hub brings it to the same region again, for the new addressee.
        var transferred = CaseRegion.Event(CaseEventKind.Transferred, _case, 9, transfer.Office);
        transferred.Transfer = new Transfer(transfer) { Request = sample.Request };
        await region.KeepAsync(transferred);
        await region.Worker.WorkAsync(default);

        Assert.Equal(BeginAndReply, _hub.Methods.Skip(3));
        Assert.Equal(CertificateFinding.Authentic, ((ReplyToCaseRequest)_hub.Calls.Last().Request).Reply.CertificateFinding);
    }

    [Fact]
    public async Task Work_SupplementProvided_IsAnsweredAndNotAskedForAgain()
    {
        await using var region = Open(SampleOffices.Chongqing);
        var sample = Sample("case/archive-read");
        await region.KeepAsync(Submitted(sample));
        await region.Worker.WorkAsync(default);

        await region.KeepAsync(CaseRegion.Event(CaseEventKind.SupplementProvided, _case, 8, sample.Office));
        await region.Worker.WorkAsync(default);

        Assert.Equal(["ConfirmReceipt", "StartCase", "RequestSupplement", "ReplyToCase"], _hub.Methods);
    }

    [Fact]
    public async Task Work_Disputed_IsBegunAgainAndAnsweredWithAnotherNumber()
    {
        await using var region = Open(SampleOffices.Chongqing);
        var sample = Sample("case/certificate/authentic");
        await region.KeepAsync(Submitted(sample));
        await region.Worker.WorkAsync(default);

        _hub.Cases[_case.ToString()].ReplyVersion = 1;
        await region.KeepAsync(CaseRegion.Event(CaseEventKind.Disputed, _case, 8, sample.Office));
        await region.Worker.WorkAsync(default);

        Assert.Equal([.. BeginAndReply, "StartCase", "ReplyToCase"], _hub.Methods);
        Assert.Equal(2, _hub.Calls.Select(call => call.Request).OfType<ReplyToCaseRequest>().Select(request => request.Reply.ReplyNumber).Distinct().Count());
    }

    [Fact]
    public async Task Work_WillWithoutDeathProof_IsRefusedWithoutALook()
    {
        await using var region = Open(SampleOffices.Chongqing);
        var sample = Sample("case/will/exists");
        var submitted = Submitted(sample);
        submitted.Request = new AssistanceRequest(sample.Request) { DeathProof = null };
        await region.KeepAsync(submitted);
        await region.Worker.WorkAsync(default);

        var reply = ((ReplyToCaseRequest)_hub.Calls.Last().Request).Reply;
        Assert.Equal((ReplyOutcome.Refused, RefusalReason.DeathNotProven), (reply.Outcome, reply.RefusalReason));
        Assert.Empty(reply.Answers);
    }

    [Fact]
    public async Task Work_RevokedCertificate_SaysSoAndNamesFieldsOfTheCase()
    {
        await using var region = Open(SampleOffices.Chongqing);
        await region.KeepAsync(Submitted(Sample("case/certificate/revoked")));
        await region.Worker.WorkAsync(default);

        var reply = ((ReplyToCaseRequest)_hub.Calls.Last().Request).Reply;
        Assert.Equal((CertificateFinding.Revoked, CertificateStatus.Revoked), (reply.CertificateFinding, reply.CertificateStatus));
        Assert.Equal(["NO", "MATCH", "公证书已撤销，自始无效"], reply.Answers.Select(answer => answer.Value));
        var fields = reply.FieldResults.Select(result => result.Field).ToList();
        Assert.Contains("target_certificate.number", fields);
        Assert.Contains("target_certificate.issue_date", fields);
        Assert.Contains("subjects[0].party.person.name", fields);
    }

    [Fact]
    public async Task Work_CaseOfTheOtherRegion_IsLeftAlone()
    {
        await using var region = Open(SampleOffices.Sichuan);
        // This region asked; the events come for its information.
        await region.KeepAsync(Submitted(Sample("case/certificate/authentic")));

        Assert.True(await region.Worker.WorkAsync(default));

        Assert.Empty(_hub.Calls);
        Assert.Empty(await region.File.OpenDeliveriesAsync(default));
    }

    [Fact]
    public async Task Work_WithoutClerk_LeavesDeliveriesToPeople()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        await region.KeepAsync(Submitted(Sample("case/certificate/authentic")));

        Assert.True(await region.Worker.WorkAsync(default));

        Assert.Empty(_hub.Calls);
        Assert.Single(await region.File.OpenDeliveriesAsync(default));
    }

    [Theory]
    [InlineData("ConfirmReceipt", false)]
    [InlineData("StartCase", false)]
    [InlineData("ReplyToCase", false)]
    [InlineData("ConfirmReceipt", true)]
    [InlineData("StartCase", true)]
    [InlineData("ReplyToCase", true)]
    public async Task Work_KilledAtAnyAct_GoesOnWithTheSameActs(string killedAt, bool isAccepted)
    {
        void Kill(string method)
        {
            if (method == killedAt)
                throw new RpcException(new Status(StatusCode.Unavailable, "cut off"));
        }

        var sample = Sample("case/certificate/authentic");
        if (isAccepted)
            _hub.Lose = Kill;
        else
            _hub.Refuse = (method, _) => Kill(method);
        await using (var region = Open(SampleOffices.Chongqing))
        {
            await region.KeepAsync(Submitted(sample));
            Assert.False(await region.Worker.WorkAsync(default));
        }

        (_hub.Lose, _hub.Refuse) = (_ => { }, (_, _) => { });
        await using var restarted = Open(SampleOffices.Chongqing);
        Assert.True(await restarted.Worker.WorkAsync(default));

        var acts = _hub.Calls.Select(call => (call.Method, call.RequestId, call.Request)).Distinct();
        Assert.Equal(BeginAndReply, acts.Select(act => act.Method));
        Assert.Equal(CaseState.Replied, _hub.Cases[_case.ToString()].State);
        Assert.Equal(3, (await restarted.Ledger.FingerprintsAsync(default)).Count);
    }

    [Fact]
    public async Task Work_Withdrawn_StopsAtTheRefusal()
    {
        _hub.Refuse = (method, _) =>
        {
            if (method == "StartCase")
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "withdrawn"));
        };
        await using var region = Open(SampleOffices.Chongqing);
        await region.KeepAsync(Submitted(Sample("case/certificate/authentic")));

        Assert.True(await region.Worker.WorkAsync(default));

        Assert.Equal(["ConfirmReceipt", "StartCase"], _hub.Methods);
        Assert.Empty(await region.File.OpenDeliveriesAsync(default));
    }

    [Theory]
    [InlineData(CaseEventKind.Submitted, CaseState.Withdrawn)]
    [InlineData(CaseEventKind.SupplementProvided, CaseState.Withdrawn)]
    [InlineData(CaseEventKind.Disputed, CaseState.Closed)]
    public async Task Work_EndedMeanwhile_IsNotAnsweredLate(CaseEventKind kind, CaseState state)
    {
        await using var region = Open(SampleOffices.Chongqing);
        var sample = Sample("case/certificate/authentic");
        var earlier = Submitted(sample);
        earlier.Kind = kind;
        await region.KeepAsync(earlier);
        var end = CaseRegion.Event(CaseEventKind.Withdrawn, _case, 2, sample.Office);
        end.Case.State = state;
        await region.KeepAsync(end);

        Assert.True(await region.Worker.WorkAsync(default));

        Assert.Empty(_hub.Calls);
    }

    [Fact]
    public async Task Work_OneCaseFails_OthersAreDealtWithAndItsOrderIsKept()
    {
        var sample = Sample("case/certificate/authentic");
        _hub.Refuse = (_, request) =>
        {
            if (ActionOf(request).CaseId == _case.ToString())
                throw new RpcException(new Status(StatusCode.Internal, "this one only"));
        };
        await using var region = Open(SampleOffices.Chongqing);
        await region.KeepAsync(Submitted(sample));
        await region.KeepAsync(CaseRegion.Event(CaseEventKind.Disputed, _case, 2, sample.Office));
        var other = Guid.CreateVersion7();
        await region.KeepAsync(Submitted(sample, other));

        Assert.False(await region.Worker.WorkAsync(default));

        Assert.Equal(BeginAndReply, _hub.Calls.Where(call => ActionOf(call.Request).CaseId == other.ToString()).Select(call => call.Method));
        Assert.Equal(["ConfirmReceipt"], _hub.Calls.Where(call => ActionOf(call.Request).CaseId == _case.ToString()).Select(call => call.Method));
        Assert.Equal(2, (await region.File.OpenDeliveriesAsync(default)).Count);
    }

    private static SampleCase Sample(string name) => SampleCases.For(SampleOffices.Chongqing).Single(sample => sample.Name == name);

    private static CaseAction ActionOf(Google.Protobuf.IMessage request) => (CaseAction)request.Descriptor.FindFieldByName("action").Accessor.GetValue(request);

    private static void AssertIsWhole(AssistanceRequest request, AssistanceReply reply, ReplyOutcome expected)
    {
        Assert.Equal(expected, reply.Outcome);
        Assert.InRange(reply.ReplyNumber.Length, 1, 100);
        Assert.NotEqual(reply.Handler.Name, reply.ReviewerName);
        Assert.InRange(reply.FieldResults.Count, 0, 50);
        Assert.Equal(expected == ReplyOutcome.Refused, reply.RefusalReason != RefusalReason.Unspecified);
        Assert.Equal(expected is ReplyOutcome.Unable or ReplyOutcome.CannotFinish or ReplyOutcome.Refused, reply.Explanation.Length > 0);
        if (expected == ReplyOutcome.Answered)
            Assert.Equal(request.Questions.Select(question => question.Number), reply.Answers.Select(answer => answer.QuestionNumber));
        if (expected is ReplyOutcome.Answered or ReplyOutcome.PartlyAnswered && request.TargetCertificate is not null)
            Assert.NotEqual(CertificateFinding.Unspecified, reply.CertificateFinding);
        Assert.All(reply.Answers, answer => Assert.Equal(new Google.Type.Date { Year = 2026, Month = 3, Day = 2 }, answer.AsOfDate));
    }

    private CaseRegion Open(string regionCode) => CaseRegion.Open(_folder.Path, _hub, regions.Register(regionCode));

    private CaseEvent Submitted(SampleCase sample, Guid? caseId = null)
    {
        var submitted = CaseRegion.Event(CaseEventKind.Submitted, caseId ?? _case, 1, sample.Office);
        submitted.Request = sample.Request;
        return submitted;
    }
}
