using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Sharing;

/// <summary>The region's copy of what others share (共享数据本地副本), in a SQLite file.</summary>
public sealed class SqliteRecordCopy : IRecordCopyStore, IAsyncDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS feed (
            id INTEGER PRIMARY KEY, data_set INTEGER NOT NULL, producer TEXT NOT NULL, sequence INTEGER, count INTEGER NOT NULL DEFAULT 0,
            sum0 INTEGER NOT NULL DEFAULT 0, sum1 INTEGER NOT NULL DEFAULT 0, sum2 INTEGER NOT NULL DEFAULT 0, sum3 INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX IF NOT EXISTS feed_present ON feed (data_set, producer) WHERE sequence IS NOT NULL;
        CREATE TABLE IF NOT EXISTS record (feed INTEGER NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (feed, key, version)) WITHOUT ROWID;
        DELETE FROM record WHERE feed IN (SELECT id FROM feed WHERE sequence IS NULL);
        DELETE FROM feed WHERE sequence IS NULL;
        """;

    private readonly SqliteWriter _writer;

    private SqliteRecordCopy(SqliteWriter writer) => _writer = writer;

    /// <summary>Opens the copy, and makes it if it is missing. What was being made when the process ended is gone.</summary>
    public static SqliteRecordCopy Open(string path) => new(SqliteWriter.Open(path, Schema));

    /// <inheritdoc/>
    public Task<long?> SequenceAsync(FeedName feed, CancellationToken cancellationToken)
        => _writer.DoAsync(session => Present(session, feed) is { } id ? session.Query("SELECT sequence FROM feed WHERE id = @feed", row => (long?)row.GetInt64(0), ("@feed", id)).Single() : null, cancellationToken);

    /// <inheritdoc/>
    public Task<RangeFingerprint> ApplyAsync(FeedName feed, IReadOnlyList<Record> records, long sequence, CancellationToken cancellationToken)
        => _writer.DoAsync(
            session =>
            {
                var id = Present(session, feed) ?? Insert(session, feed, sequence: 0);
                var sums = Add(session, id, records);
                session.Execute("UPDATE feed SET sequence = @sequence WHERE id = @feed", ("@sequence", sequence), ("@feed", id));
                return sums;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IRecordCopyBuild> BeginAsync(FeedName feed, CancellationToken cancellationToken)
        => new Build(_writer, feed, await _writer.DoAsync(session => Insert(session, feed, sequence: null), cancellationToken));

    /// <summary>All versions that the copy has of a feed, in the order of their keys and numbers.</summary>
    public Task<List<Record>> RecordsAsync(FeedName feed, CancellationToken cancellationToken)
        => _writer.DoAsync(session => Present(session, feed) is { } id ? session.Query("SELECT body FROM record WHERE feed = @feed ORDER BY key, version", Body, ("@feed", id)) : [], cancellationToken);

    /// <summary>What a record says on a day; null where nothing is in effect then.</summary>
    public Task<Record?> FindAsync(FeedName feed, string key, DateOnly day, CancellationToken cancellationToken)
        => _writer.DoAsync(
            session => Present(session, feed) is { } id
                ? RecordTimeline.InEffect(session.Query("SELECT body FROM record WHERE feed = @feed AND key = @key ORDER BY version", Body, ("@feed", id), ("@key", key)), day)
                : null,
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static Record Body(SqliteDataReader row) => Record.Parser.ParseFrom(row.GetFieldValue<byte[]>(0));

    private static long? Present(SqliteSession session, FeedName feed)
        => session.Query("SELECT id FROM feed WHERE data_set = @set AND producer = @producer AND sequence IS NOT NULL", row => (long?)row.GetInt64(0), ("@set", (int)feed.Set), ("@producer", feed.ProducerRegion)).SingleOrDefault();

    private static long Insert(SqliteSession session, FeedName feed, long? sequence)
        => session.Query("INSERT INTO feed (data_set, producer, sequence) VALUES (@set, @producer, @sequence) RETURNING id", row => row.GetInt64(0), ("@set", (int)feed.Set), ("@producer", feed.ProducerRegion), ("@sequence", sequence)).Single();

    /// <summary>Adds what is not there yet, and keeps the sums with it.</summary>
    private static RangeFingerprint Add(SqliteSession session, long id, IReadOnlyList<Record> records)
    {
        var change = default(RangeFingerprint);
        foreach (var record in records)
        {
            var highest = session.Query("SELECT body FROM record WHERE feed = @feed AND key = @key ORDER BY version DESC LIMIT 1", Body, ("@feed", id), ("@key", record.Key)).SingleOrDefault();
            var added = session.Execute(
                "INSERT INTO record (feed, key, version, body) VALUES (@feed, @key, @version, @body) ON CONFLICT DO NOTHING",
                ("@feed", id), ("@key", record.Key), ("@version", record.Version), ("@body", record.ToByteArray()));
            if (added > 0 && record.Version > (highest?.Version ?? 0))
                change += LiveRecords.Of(record) - (highest is null ? default : LiveRecords.Of(highest));
        }
        session.Execute(
            "UPDATE feed SET count = count + @count, sum0 = sum0 + @sum0, sum1 = sum1 + @sum1, sum2 = sum2 + @sum2, sum3 = sum3 + @sum3 WHERE id = @feed",
            ("@count", change.Count), ("@sum0", change.Sum0), ("@sum1", change.Sum1), ("@sum2", change.Sum2), ("@sum3", change.Sum3), ("@feed", id));
        return Sums(session, id);
    }

    private static RangeFingerprint Sums(SqliteSession session, long id)
        => session.Query("SELECT count, sum0, sum1, sum2, sum3 FROM feed WHERE id = @feed", row => new RangeFingerprint(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), ("@feed", id)).Single();

    private static void Remove(SqliteSession session, long id)
    {
        session.Execute("DELETE FROM record WHERE feed = @feed", ("@feed", id));
        session.Execute("DELETE FROM feed WHERE id = @feed", ("@feed", id));
    }

    /// <summary>A copy that is being made.</summary>
    private sealed class Build(SqliteWriter writer, FeedName feed, long id) : IRecordCopyBuild
    {
        private bool _isComplete;

        public Task AddAsync(IReadOnlyList<Record> records, CancellationToken cancellationToken) => writer.DoAsync(session => Add(session, id, records), cancellationToken);

        public Task<RangeFingerprint> SumAsync(CancellationToken cancellationToken) => writer.DoAsync(session => Sums(session, id), cancellationToken);

        public async Task CompleteAsync(long sequence, CancellationToken cancellationToken)
        {
            await writer.DoAsync(
                session =>
                {
                    if (Present(session, feed) is { } present)
                        Remove(session, present);
                    return session.Execute("UPDATE feed SET sequence = @sequence WHERE id = @feed", ("@sequence", sequence), ("@feed", id));
                },
                cancellationToken);
            _isComplete = true;
        }

        public async ValueTask DisposeAsync()
        {
            if (!_isComplete)
                await writer.DoAsync(session => { Remove(session, id); return true; }, CancellationToken.None);
        }
    }
}
