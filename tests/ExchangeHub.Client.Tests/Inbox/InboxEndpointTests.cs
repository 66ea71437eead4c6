using ExchangeHub.Client.Inbox;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ExchangeHub.Client.Tests.Inbox;

public sealed class InboxEndpointTests : IDisposable
{
    private const string DeliveryId = "0197297a-1c00-7abc-8def-000000000001";
    private const string FirstAttempt = "0197297a-1c00-7abc-8def-0000000000a1";
    private const string SecondAttempt = "0197297a-1c00-7abc-8def-0000000000a2";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);

    private readonly FakeInbox _inbox = new();
    private readonly FakeLedger _ledger = new();
    private readonly FakeLifetime _lifetime = new();
    private readonly InboxEndpoint _endpoint;

    public InboxEndpointTests() => _endpoint = new InboxEndpoint(_inbox, _ledger, _lifetime, new FakeTimeProvider(Now), NullLogger<InboxEndpoint>.Instance);

    public void Dispose() => _lifetime.Dispose();

    [Fact]
    public async Task Deliver_New_IsKeptAndAnsweredWithTheAttemptsId()
    {
        var answer = await DeliverAsync(Request(FirstAttempt));

        Assert.Equal(new DeliverResponse { Receipt = new ExchangeReceipt { ExchangeId = FirstAttempt } }, answer);
        var delivery = Assert.Single(_inbox.Effects);
        Assert.Equal((Guid.Parse(DeliveryId), 1), (delivery.Id, delivery.CaseEvent!.Case.Version));
    }

    [Fact]
    public async Task Deliver_Repeat_IsAnsweredWithoutEffect()
    {
        await DeliverAsync(Request(FirstAttempt));
        var answer = await DeliverAsync(Request(SecondAttempt));

        Assert.Equal(SecondAttempt, answer.Receipt.ExchangeId);
        Assert.Single(_inbox.Effects);
    }

    [Fact]
    public async Task Deliver_TwoAttemptsAtOnce_ShareOneEffect()
    {
        var first = DeliverAsync(Request(FirstAttempt), wait: true);
        var second = DeliverAsync(Request(SecondAttempt), wait: true);
        Assert.Equal(1, _inbox.Asked);
        _inbox.Gate.SetResult();

        Assert.Equal([FirstAttempt, SecondAttempt], (await Task.WhenAll(first, second)).Select(answer => answer.Receipt.ExchangeId));
        Assert.Single(_inbox.Effects);
    }

    [Fact]
    public async Task Deliver_FirstAttemptGivenUp_IsKeptForTheSecond()
    {
        using var givenUp = new CancellationTokenSource();
        var first = DeliverAsync(Request(FirstAttempt), wait: true, givenUp.Token);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var second = DeliverAsync(Request(SecondAttempt), wait: true);
        _inbox.Gate.SetResult();

        Assert.Equal(SecondAttempt, (await second).Receipt.ExchangeId);
        Assert.Equal(1, _inbox.Asked);
    }

    [Fact]
    public async Task Deliver_InboxFails_IsNotAcknowledgedAndTriedAnew()
    {
        _inbox.Failure = new IOException("disk full");
        await Assert.ThrowsAsync<IOException>(() => DeliverAsync(Request(FirstAttempt)));

        _inbox.Failure = null;
        await DeliverAsync(Request(SecondAttempt));

        Assert.Single(_inbox.Effects);
    }

    [Fact]
    public async Task Deliver_BackOfficeStops_StopsKeeping()
    {
        var delivery = DeliverAsync(Request(FirstAttempt), wait: true);
        _lifetime.StopApplication();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
        Assert.Empty(_inbox.Effects);
    }

    [Theory]
    [InlineData("delivery_id", "")]
    [InlineData("delivery_id", "0197297a1c007abc8def000000000001")]
    [InlineData("case_event.event_id", "42")]
    [InlineData("case_event.case.case_id", null)]
    public async Task Deliver_IdIsNone_IsRefused(string field, string? value)
    {
        var request = Request(FirstAttempt);
        switch (field)
        {
            case "delivery_id": request.DeliveryId = value; break;
            case "case_event.event_id": request.CaseEvent.EventId = value; break;
            default: request.CaseEvent.Case = null; break;
        }

        var error = await Assert.ThrowsAsync<RpcException>(() => DeliverAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.StartsWith(field, error.Status.Detail);
        Assert.Equal(0, _inbox.Asked);
    }

    [Fact]
    public async Task Deliver_ContentOfANewerContract_IsLeftWithTheHub()
    {
        var request = Request(FirstAttempt);
        request.ClearContent();

        var error = await Assert.ThrowsAsync<RpcException>(() => DeliverAsync(request));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
        Assert.Equal(0, _inbox.Asked);
    }

    [Fact]
    public async Task Notice_RowsThatAreMissing_AreAppendedAndAcknowledged()
    {
        var answer = await DeliverAsync(Notice(Row(1), Row(2)));

        Assert.Equal(FirstAttempt, answer.Receipt.ExchangeId);
        Assert.Equal(
            [RegionLedgerEntry.ForAnswer(IdOf(1), "/test/Method", new byte[32], [], Now).Fingerprint, RegionLedgerEntry.ForAnswer(IdOf(2), "/test/Method", new byte[32], [], Now).Fingerprint],
            _ledger.Entries.Select(entry => entry.Fingerprint));
        Assert.All(_ledger.Entries, entry => Assert.Equal(Now, entry.AnswerTime));
        Assert.Equal(0, _inbox.Asked);
    }

    [Fact]
    public async Task Notice_RowThatStandsThereOtherwise_IsLeftAndTheOthersAreAppended()
    {
        _ledger.Conflict = IdOf(1);

        var answer = await DeliverAsync(Notice(Row(1), Row(2)));

        Assert.Equal(FirstAttempt, answer.Receipt.ExchangeId);
        Assert.Equal(IdOf(2), Assert.Single(_ledger.Entries).Id);
    }

    [Fact]
    public async Task Notice_LedgerFails_IsNotAcknowledged()
    {
        _ledger.Durable = Task.FromException(new IOException("disk full"));

        await Assert.ThrowsAsync<IOException>(() => DeliverAsync(Notice(Row(1))));
    }

    [Theory]
    [InlineData("rows must be")]
    [InlineData("rows[1].id")]
    [InlineData("rows[1].method")]
    [InlineData("rows[1].state")]
    [InlineData("rows[1].request_digest")]
    [InlineData("rows[1].response_digest")]
    public async Task Notice_RowThatCanBeNone_IsRefusedWhole(string problem)
    {
        var notice = Notice(Row(1), Row(2));
        var row = notice.LedgerNotice.Rows[1];
        switch (problem)
        {
            case "rows must be": notice.LedgerNotice.Rows.Clear(); break;
            case "rows[1].id": row.Id = ByteString.CopyFrom(new byte[15]); break;
            case "rows[1].method": row.Method = new string('字', 171); break;
            case "rows[1].state": row.State = 2; break;
            case "rows[1].request_digest": row.RequestDigest = ByteString.CopyFrom(new byte[31]); break;
            default: row.ResponseDigest = ByteString.CopyFrom(new byte[64]); break;
        }

        var error = await Assert.ThrowsAsync<RpcException>(() => DeliverAsync(notice));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.StartsWith($"ledger_notice.{problem}", error.Status.Detail);
        Assert.Empty(_ledger.Entries);
    }

    [Fact]
    public async Task Deliver_Addendum_IsKeptOnce()
    {
        var request = Addendum(Guid.CreateVersion7().ToString());

        await DeliverAsync(request);
        await DeliverAsync(request);

        Assert.Equal(request.CertificateAddendum, Assert.Single(_inbox.Effects).CertificateAddendum);
        Assert.Null(_inbox.Effects[0].CaseEvent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    public async Task Deliver_AddendumToNoExchange_IsRefused(string exchangeId)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => DeliverAsync(Addendum(exchangeId)));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Empty(_inbox.Effects);
    }

    private static DeliverRequest Addendum(string exchangeId)
    {
        var request = Request(FirstAttempt);
        request.CertificateAddendum = new CertificateAddendum { ExchangeId = exchangeId, Status = CertificateStatus.Revoked };
        return request;
    }

    private static Guid IdOf(int number) => Guid.Parse($"0197297a-1c00-7abc-8def-{number:x12}");

    private static LedgerRow Row(int number) => new()
    {
        Id = ByteString.CopyFrom(IdOf(number).ToByteArray(bigEndian: true)),
        Method = "/test/Method",
        State = 1,
        RequestDigest = ByteString.CopyFrom(new byte[32]),
    };

    private static DeliverRequest Notice(params LedgerRow[] rows)
    {
        var request = Request(FirstAttempt);
        request.LedgerNotice = new LedgerNotice { Rows = { rows }, RunId = DeliveryId };
        return request;
    }

    private static DeliverRequest Request(string attempt) => new()
    {
        Header = new ExchangeHeader { ExchangeId = attempt, RequestId = DeliveryId },
        DeliveryId = DeliveryId,
        CaseEvent = new CaseEvent
        {
            EventId = "0197297a-1c00-7abc-8def-0000000000e1",
            Kind = CaseEventKind.Submitted,
            Case = new CaseSummary { CaseId = "0197297a-1c00-7abc-8def-0000000000c1", Version = 1 },
        },
    };

    private Task<DeliverResponse> DeliverAsync(DeliverRequest request, bool wait = false, CancellationToken cancellationToken = default)
    {
        if (!wait)
            _inbox.Gate.TrySetResult();
        return _endpoint.Deliver(request, new FakeContext("/exchangehub.delivery.v1.InboxService/Deliver", cancellationToken));
    }

    /// <summary>An inbox in memory that waits for its gate.</summary>
    private sealed class FakeInbox : IInbox
    {
        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public int Asked { get; private set; }

        public List<InboxDelivery> Effects { get; } = [];

        public async Task<bool> KeepAsync(InboxDelivery delivery, CancellationToken cancellationToken)
        {
            Asked++;
            await Gate.Task.WaitAsync(cancellationToken);
            if (Failure is not null)
                throw Failure;
            if (Effects.Exists(known => known.Id == delivery.Id))
                return false;
            Effects.Add(delivery);
            return true;
        }
    }

    private sealed class FakeLifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
