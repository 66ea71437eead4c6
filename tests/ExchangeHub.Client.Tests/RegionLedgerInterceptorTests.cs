using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Client.Tests;

public class RegionLedgerInterceptorTests
{
    private const string Method = "/exchangehub.notary.v1.NotaryVerificationService/QueryWill";
    private static readonly Guid Id = Guid.Parse("0197297a-1c00-7abc-8def-0123456789ab");
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);
    private static readonly QueryWillResponse Answer = new() { Outcome = QueryOutcome.Unable };

    private readonly FakeLedger _ledger = new();
    private int _asked;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("0197297a1c007abc8def0123456789ab")]
    public async Task Call_WithoutExchangeId_IsRefusedBeforeItIsDealtWith(string? exchangeId)
    {
        var request = new QueryWillRequest { Header = exchangeId is null ? null : new ExchangeHeader { ExchangeId = exchangeId } };

        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal((0, 0), (_asked, _ledger.Entries.Count));
    }

    [Fact]
    public async Task Call_Answered_IsInTheLedgerBeforeTheAnswerLeaves()
    {
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ledger.Durable = durable.Task;
        var request = Request();

        var call = CallAsync(request);
        var entry = Assert.Single(_ledger.Entries);
        Assert.False(call.IsCompleted);
        durable.SetResult();

        Assert.Same(Answer, await call);
        Assert.Equal((Id, Method, RegionLedgerEntry.Answered, Now), (entry.Id, entry.Method, entry.State, entry.AnswerTime));
        Assert.Equal(MessageDigest.Compute(request), entry.RequestDigest);
        Assert.Equal(MessageDigest.Compute(Answer), entry.ResponseDigest);
        Assert.Equal(RegionLedgerEntry.ForAnswer(Id, Method, entry.RequestDigest, entry.ResponseDigest, Now).Fingerprint, entry.Fingerprint);
    }

    [Fact]
    public async Task Call_LedgerFails_GivesNoAnswer()
    {
        _ledger.Durable = Task.FromException(new IOException("disk full"));

        await Assert.ThrowsAsync<IOException>(() => CallAsync(Request()));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Call_ServiceFails_IsNotInTheLedger()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Interceptor().UnaryServerHandler<QueryWillRequest, QueryWillResponse>(
            Request(), new FakeContext(Method), (_, _) => throw new InvalidOperationException()));

        Assert.Empty(_ledger.Entries);
    }

    [Fact]
    public async Task Call_NoExchange_PassesWithoutAnEntry()
    {
        var answer = await Interceptor().UnaryServerHandler<Duration, Empty>(new Duration(), new FakeContext("/grpc.health.v1.Health/Check"), (_, _) => Task.FromResult(new Empty()));

        Assert.NotNull(answer);
        Assert.Empty(_ledger.Entries);
    }

    [Fact]
    public async Task Delivery_Acknowledged_IsInTheLedgerUnderItsAttempt()
    {
        const string Deliver = "/exchangehub.delivery.v1.InboxService/Deliver";
        var request = new DeliverRequest { Header = new ExchangeHeader { ExchangeId = Id.ToString() }, DeliveryId = "0197297a-1c00-7abc-8def-000000000001" };
        var answer = new DeliverResponse { Receipt = new ExchangeReceipt { ExchangeId = Id.ToString() } };

        await Interceptor().UnaryServerHandler<DeliverRequest, DeliverResponse>(request, new FakeContext(Deliver), (_, _) => Task.FromResult(answer));

        var entry = Assert.Single(_ledger.Entries);
        Assert.Equal((Id, Deliver), (entry.Id, entry.Method));
        Assert.Equal(MessageDigest.Compute(request), entry.RequestDigest);
        Assert.Equal(MessageDigest.Compute(answer), entry.ResponseDigest);
    }

    private static QueryWillRequest Request() => new() { Header = new ExchangeHeader { ExchangeId = Id.ToString() }, Testator = new PersonIdentity { Name = "测试" } };

    private RegionLedgerInterceptor Interceptor() => new(_ledger, new FakeTimeProvider(Now));

    private Task<QueryWillResponse> CallAsync(QueryWillRequest request)
        => Interceptor().UnaryServerHandler<QueryWillRequest, QueryWillResponse>(request, new FakeContext(Method), (_, _) =>
        {
            _asked++;
            return Task.FromResult(Answer);
        });
}
