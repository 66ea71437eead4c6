using ExchangeHub.Client.Inbox;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>
/// The region's own case file (案卷) in a SQLite file: what the hub brought, how far each case is, and what the region does
/// itself. A delivery and what it tells of its case are written in one transaction.
/// </summary>
public sealed class CaseFile : IInbox, IRegionCaseReader, IAsyncDisposable
{
    /// <summary>How many deliveries or acts are read at once.</summary>
    public const int MaxRead = 256;

    private const string ActColumns = "request_id, method, body, state, receipt, summary, status, reason";

    private readonly SqliteWriter _writer;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _arrival = new(0, 1);

    private CaseFile(SqliteWriter writer, TimeProvider clock) => (_writer, _clock) = (writer, clock);

    /// <summary>Opens the case file, and makes it if it is missing.</summary>
    public static CaseFile Open(string path, TimeProvider clock)
    {
        var writer = SqliteWriter.Open(path, CaseFileSchema.Create);
        CaseFileUpgrade.Run(path);
        return new CaseFile(writer, clock);
    }

    /// <inheritdoc/>
    public async Task<bool> KeepAsync(InboxDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.CertificateAddendum is { } addendum)
            return await _writer.DoAsync(session => Keep(session, delivery.Id, addendum), cancellationToken);
        var caseEvent = delivery.CaseEvent ?? throw new ArgumentException("A case file keeps events of cases and addenda only.", nameof(delivery));
        var isNew = await _writer.DoAsync(session => Keep(session, delivery, caseEvent), cancellationToken);
        if (isNew)
            Announce();
        return isNew;
    }

    /// <summary>What has become of certificates since an answer found them authentic (撤销后补充通知), in the order of its coming.</summary>
    public Task<List<CertificateAddendum>> AddendaAsync(CancellationToken cancellationToken) => _writer.DoAsync(
        session => session.Query("SELECT body FROM addendum ORDER BY number", row => CertificateAddendum.Parser.ParseFrom(row.GetFieldValue<byte[]>(0))),
        cancellationToken);

    /// <summary>Waits until something new was kept, but not longer than <paramref name="longest"/>.</summary>
    internal Task WaitForArrivalAsync(TimeSpan longest, CancellationToken cancellationToken) => _arrival.WaitAsync(longest, cancellationToken);

    /// <summary>The first deliveries that nobody has dealt with, at most <see cref="MaxRead"/>, in the order of their coming.</summary>
    public Task<List<ReceivedDelivery>> OpenDeliveriesAsync(CancellationToken cancellationToken) => _writer.DoAsync(
        session => session.Query(
            "SELECT number, delivery_id, body FROM inbox WHERE handled = 0 ORDER BY number LIMIT @limit", ReadDelivery, ("@limit", MaxRead)),
        cancellationToken);

    /// <summary>The deliveries of a case, in the order of their coming.</summary>
    public Task<List<ReceivedDelivery>> DeliveriesAsync(Guid caseId, CancellationToken cancellationToken) => _writer.DoAsync(
        session => session.Query("SELECT number, delivery_id, body FROM inbox WHERE case_id = @case ORDER BY number", ReadDelivery, ("@case", Bytes(caseId))),
        cancellationToken);

    /// <summary>Says that a delivery was dealt with, or that it can't be.</summary>
    public Task CloseDeliveryAsync(long number, bool isDealtWith, CancellationToken cancellationToken) => _writer.DoAsync(
        session => session.Execute("UPDATE inbox SET handled = @handled WHERE number = @number", ("@handled", isDealtWith ? 1 : 2), ("@number", number)),
        cancellationToken);

    /// <summary>A case; null if this region has never heard of it.</summary>
    public async Task<KnownCase?> FindCaseAsync(Guid caseId, CancellationToken cancellationToken)
    {
        var found = await _writer.DoAsync(
            session => session.Query(
                "SELECT summary, request FROM case_state WHERE case_id = @case",
                row => new KnownCase(
                    CaseSummary.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)),
                    row.IsDBNull(1) ? null : AssistanceRequest.Parser.ParseFrom(row.GetFieldValue<byte[]>(1))),
                ("@case", Bytes(caseId))),
            cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>How far each case is, of all that this region has heard of.</summary>
    public Task<List<CaseSummary>> CasesAsync(CancellationToken cancellationToken) => _writer.DoAsync(
        session => session.Query("SELECT summary FROM case_state", row => CaseSummary.Parser.ParseFrom(row.GetFieldValue<byte[]>(0))),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RegionCaseState>> CasesAsync(IdRange range, CancellationToken cancellationToken) => await _writer.DoAsync(
        session => session.Query(
            "SELECT case_id, state, event_id, summary FROM case_state WHERE case_id >= @first AND case_id < @bound AND event_id IS NOT NULL",
            row => new RegionCaseState(
                new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), (CaseState)row.GetInt32(1), new Guid(row.GetFieldValue<byte[]>(2), bigEndian: true),
                CaseSummary.Parser.ParseFrom(row.GetFieldValue<byte[]>(3)).UpdateTime?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch),
            ("@first", Bytes(range.First)), ("@bound", Bytes(range.Bound))),
        cancellationToken);

    /// <summary>Writes in a transaction.</summary>
    internal Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) => _writer.DoAsync(work, cancellationToken);

    /// <summary>Writes down what the region is about to do. What has that request id or that intent already is given as it is.</summary>
    /// <param name="requestId">The request id, which stands in <paramref name="body"/> too.</param>
    /// <param name="intent">A name of one's own, unique in the case file; null: none.</param>
    /// <param name="method">The name of the RPC.</param>
    /// <param name="body">The request.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">The request id stands for another act.</exception>
    public Task<IntendedAct> IntendAsync(Guid requestId, string? intent, string method, byte[] body, CancellationToken cancellationToken) => _writer.DoAsync(
        session =>
        {
            session.Execute(
                "INSERT INTO act (request_id, intent, method, body, intend_time) VALUES (@id, @intent, @method, @body, @time) ON CONFLICT DO NOTHING",
                ("@id", Bytes(requestId)), ("@intent", intent), ("@method", method), ("@body", body), ("@time", Now()));
            var act = session.Query(
                $"SELECT {ActColumns} FROM act WHERE request_id = @id OR intent = @intent ORDER BY number LIMIT 1", ReadAct,
                ("@id", Bytes(requestId)), ("@intent", intent)).Single();
            return act.RequestId != requestId || (act.Method == method && act.Body.AsSpan().SequenceEqual(body))
                ? act
                : throw new InvalidOperationException($"The request id {requestId} stands for another act.");
        },
        cancellationToken);

    /// <summary>Acts of which it is not known whether the hub has them, at most <see cref="MaxRead"/>, the oldest first.</summary>
    public Task<List<IntendedAct>> OpenActsAsync(CancellationToken cancellationToken) => _writer.DoAsync(
        session => session.Query($"SELECT {ActColumns} FROM act WHERE state = 0 ORDER BY number LIMIT @limit", ReadAct, ("@limit", MaxRead)),
        cancellationToken);

    /// <summary>Says that the hub accepted an act, and learns from it how far the case is.</summary>
    /// <param name="requestId">The act's.</param>
    /// <param name="outcome">What the hub said.</param>
    /// <param name="request">What was asked, where the act asked it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task AcceptAsync(Guid requestId, ActOutcome outcome, AssistanceRequest? request, CancellationToken cancellationToken) => _writer.DoAsync(
        session =>
        {
            Learn(session, outcome.Case, outcome.Receipt.ExchangeId, request);
            return session.Execute(
                "UPDATE act SET state = 1, end_time = @time, receipt = @receipt, summary = @summary WHERE request_id = @id AND state = 0",
                ("@time", Now()), ("@receipt", outcome.Receipt.ToByteArray()), ("@summary", outcome.Case.ToByteArray()), ("@id", Bytes(requestId)));
        },
        cancellationToken);

    /// <summary>Says that the hub refused an act for good.</summary>
    public Task RefuseAsync(Guid requestId, Status refusal, CancellationToken cancellationToken) => _writer.DoAsync(
        session => session.Execute(
            "UPDATE act SET state = 2, end_time = @time, status = @status, reason = @reason WHERE request_id = @id AND state = 0",
            ("@time", Now()), ("@status", (int)refusal.StatusCode), ("@reason", refusal.Detail), ("@id", Bytes(requestId))),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _arrival.Dispose();
    }

    private bool Keep(SqliteSession session, Guid deliveryId, CertificateAddendum addendum) => session.Execute(
        "INSERT INTO addendum (delivery_id, exchange_id, receive_time, body) VALUES (@delivery, @exchange, @time, @body) ON CONFLICT (delivery_id) DO NOTHING",
        ("@delivery", Bytes(deliveryId)), ("@exchange", Bytes(addendum.ExchangeId)), ("@time", Now()), ("@body", addendum.ToByteArray())) > 0;

    private bool Keep(SqliteSession session, InboxDelivery delivery, CaseEvent caseEvent)
    {
        var added = session.Execute(
            """
            INSERT INTO inbox (delivery_id, event_id, case_id, version, kind, receive_time, body)
            VALUES (@delivery, @event, @case, @version, @kind, @time, @body)
            ON CONFLICT (delivery_id) DO NOTHING
            """,
            ("@delivery", Bytes(delivery.Id)),
            ("@event", Bytes(caseEvent.EventId)),
            ("@case", Bytes(caseEvent.Case.CaseId)),
            ("@version", caseEvent.Case.Version),
            ("@kind", (int)caseEvent.Kind),
            ("@time", Now()),
            ("@body", delivery.Request.ToByteArray()));
        if (added == 0)
            return false;
        Learn(session, caseEvent.Case, caseEvent.EventId, caseEvent.Request ?? caseEvent.Transfer?.Request);
        return true;
    }

    private static void Learn(SqliteSession session, CaseSummary summary, string eventId, AssistanceRequest? request) => session.Execute(
        """
        INSERT INTO case_state (case_id, version, state, summary, request, event_id) VALUES (@case, @version, @state, @summary, @request, @event)
        ON CONFLICT (case_id) DO UPDATE SET
            version = max(version, excluded.version),
            state = iif(excluded.version > version, excluded.state, state),
            summary = iif(excluded.version > version, excluded.summary, summary),
            event_id = iif(excluded.version > version, excluded.event_id, event_id),
            request = coalesce(request, excluded.request)
        """,
        ("@case", Bytes(summary.CaseId)),
        ("@version", summary.Version),
        ("@state", (int)summary.State),
        ("@summary", summary.ToByteArray()),
        ("@request", request?.ToByteArray()),
        ("@event", Bytes(eventId)));

    private void Announce()
    {
        try
        {
            _arrival.Release();
        }
        catch (SemaphoreFullException)
        {
            return; // It is announced already.
        }
    }

    private long Now() => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static byte[] Bytes(string id) => Bytes(Guid.ParseExact(id, "D"));

    private static ReceivedDelivery ReadDelivery(SqliteDataReader row) => new(
        row.GetInt64(0), new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true), DeliverRequest.Parser.ParseFrom(row.GetFieldValue<byte[]>(2)).CaseEvent);

    private static IntendedAct ReadAct(SqliteDataReader row) => new(
        new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true),
        row.GetString(1),
        row.GetFieldValue<byte[]>(2),
        (ActState)row.GetInt32(3),
        row.IsDBNull(4)
            ? null
            : new ActOutcome(ExchangeReceipt.Parser.ParseFrom(row.GetFieldValue<byte[]>(4)), CaseSummary.Parser.ParseFrom(row.GetFieldValue<byte[]>(5))),
        row.IsDBNull(6) ? null : new Status((StatusCode)row.GetInt32(6), row.GetString(7)));
}
