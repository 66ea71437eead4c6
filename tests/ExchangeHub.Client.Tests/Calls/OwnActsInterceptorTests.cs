using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Client.Tests.Calls;

public class OwnActsInterceptorTests
{
    private const string Method = "/exchangehub.notary.v1.NotaryAssistanceService/StartCase";
    private static readonly Guid Id = Guid.Parse("0197297a-1c00-7abc-8def-0123456789ab");
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);

    private readonly FakeLedger _ledger = new();
    private readonly FakeHub _hub = new();

    [Fact]
    public async Task Act_Accepted_IsInTheLedgerBeforeTheCallerKnows()
    {
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ledger.Durable = durable.Task;
        var answer = Answer();
        _hub.Answer = _ => answer;

        var call = Client().StartCaseAsync(Request()).ResponseAsync;
        var entry = Assert.Single(_ledger.Entries);
        Assert.False(call.IsCompleted);
        durable.SetResult();

        Assert.Same(answer, await call);
        var expected = RegionLedgerEntry.ForAnswer(Id, Method, MessageDigest.Compute(Request()), MessageDigest.Compute(answer), Now);
        Assert.True(expected.IsSameRow(entry));
        Assert.Equal((Method, Now), (entry.Method, entry.AnswerTime));
    }

    [Fact]
    public async Task Act_Repeated_GivesTheSameRow()
    {
        _hub.Answer = _ => Answer();

        await Client().StartCaseAsync(Request());
        await Client().StartCaseAsync(Request());

        Assert.True(_ledger.Entries[0].IsSameRow(_ledger.Entries[1]));
    }

    [Fact]
    public async Task Act_LedgerFails_HasNoResult()
    {
        _hub.Answer = _ => Answer();
        _ledger.Durable = Task.FromException(new LedgerConflictException(Id));

        await Assert.ThrowsAsync<LedgerConflictException>(() => Client().StartCaseAsync(Request()).ResponseAsync);
    }

    [Fact]
    public async Task Act_Refused_IsNotInTheLedger()
    {
        await Assert.ThrowsAsync<RpcException>(() => Client().StartCaseAsync(Request()).ResponseAsync);

        Assert.Empty(_ledger.Entries);
    }

    public static TheoryData<string> Lies { get; } = ["no receipt", "no id", "algorithm", "request", "response"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Act_ReceiptProvesNothing_IsAnErrorAndNotRecorded(string lie)
    {
        var answer = Answer();
        switch (lie)
        {
            case "no receipt": answer.Receipt = null; break;
            case "no id": answer.Receipt.ExchangeId = "42"; break;
            case "algorithm": answer.Receipt.DigestAlgorithm = DigestAlgorithm.Unspecified; break;
            case "request": answer.Receipt.RequestDigest = ByteString.CopyFrom(new byte[32]); break;
            default: answer.Case.Version++; break;
        }
        _hub.Answer = _ => answer;

        var error = await Assert.ThrowsAsync<ReceiptException>(() => Client().StartCaseAsync(Request()).ResponseAsync);

        Assert.Equal((Method, answer.Receipt?.ExchangeId ?? ""), (error.Method, error.ExchangeId));
        Assert.Empty(_ledger.Entries);
    }

    [Fact]
    public async Task Act_MessageChangedAfterTheCall_IsRecordedAsItWasSent()
    {
        var request = Request();
        _hub.Answer = _ =>
        {
            var answer = Answer();
            request.Action.CaseId = "changed";
            return answer;
        };

        await Client().StartCaseAsync(request);

        Assert.Equal(MessageDigest.Compute(Request()), Assert.Single(_ledger.Entries).RequestDigest);
    }

    [Fact]
    public async Task Look_Answered_IsNoActOfTheRegion()
    {
        _hub.Answer = _ => new GetCaseResponse { Case = new CaseSummary() };

        await Client().GetCaseAsync(new GetCaseRequest());

        Assert.Empty(_ledger.Entries);
    }

    /// <summary>The hub fills in the header and the receipt: neither counts in the digests.</summary>
    [Fact]
    public async Task Query_Answered_IsInTheLedgerUnderTheReceiptsId()
    {
        var request = new QueryWillRequest { Header = new ExchangeHeader { RequestId = "1" }, Testator = new PersonIdentity { Name = "测试𠮷" } };
        var answer = new QueryWillResponse { Outcome = QueryOutcome.Answered, Finding = WillFinding.NotFound };
        answer.Receipt = Receipt(new QueryWillRequest { Testator = request.Testator }, answer);
        _hub.Answer = _ => answer;

        Assert.Same(answer, await Asker().QueryWillAsync(request));

        var entry = Assert.Single(_ledger.Entries);
        Assert.Equal((Id, "/exchangehub.notary.v1.NotaryVerificationService/QueryWill", Now), (entry.Id, entry.Method, entry.AnswerTime));
        Assert.Equal(MessageDigest.Compute(request), entry.RequestDigest);
        Assert.Equal(MessageDigest.Compute(answer), entry.ResponseDigest);
    }

    [Fact]
    public async Task Query_ReceiptOfAnotherQuestion_IsAnErrorAndNotRecorded()
    {
        var answer = new QueryWillResponse { Outcome = QueryOutcome.Answered };
        answer.Receipt = Receipt(new QueryWillRequest { Testator = new PersonIdentity { Name = "another" } }, answer);
        _hub.Answer = _ => answer;

        await Assert.ThrowsAsync<ReceiptException>(() => Asker().QueryWillAsync(new QueryWillRequest()).ResponseAsync);

        Assert.Empty(_ledger.Entries);
    }

    [Fact]
    public void Act_Blocking_IsRefusedBeforeItIsSent()
    {
        _hub.Answer = _ => throw new InvalidOperationException("sent");

        Assert.Throws<NotSupportedException>(() => Client().StartCase(Request()));
    }

    private NotaryAssistanceService.NotaryAssistanceServiceClient Client() => new(_hub.WithRegionLedger(_ledger, new FakeTimeProvider(Now)));

    private static StartCaseRequest Request() => new() { Action = new CaseAction { RequestId = "1", CaseId = "2", OperatorName = "测试𠮷" } };

    private static StartCaseResponse Answer()
    {
        var answer = new StartCaseResponse { Case = new CaseSummary { CaseId = "2", Version = 3 } };
        answer.Receipt = Receipt(Request(), answer);
        return answer;
    }

    private static ExchangeReceipt Receipt(IMessage request, IMessage answer) => new()
    {
        ExchangeId = Id.ToString(),
        DigestAlgorithm = DigestAlgorithm.Sha256,
        RequestDigest = ByteString.CopyFrom(MessageDigest.Compute(request)),
        ResponseDigest = ByteString.CopyFrom(MessageDigest.Compute(answer)),
    };

    private NotaryVerificationService.NotaryVerificationServiceClient Asker() => new(_hub.WithRegionLedger(_ledger, new FakeTimeProvider(Now)));
}
