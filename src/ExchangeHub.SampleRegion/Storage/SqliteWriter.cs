using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExchangeHub.SampleRegion.Storage;

/// <summary>
/// A SQLite file with one writer that groups commits (组提交): what waits at the same time shares one transaction, and one
/// wait for the disk. Each piece of work stands or falls alone, and is durable before its caller goes on.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>How much work may wait; more waits outside for a place.</summary>
    public const int MaxWaiting = 1024;

    /// <summary>How much work shares a transaction: it bounds how long the first waits for the last.</summary>
    public const int MaxBatch = 256;

    private readonly Channel<Work> _waiting = Channel.CreateBounded<Work>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly SqliteSession _session;
    private readonly Task _writing;

    private SqliteWriter(SqliteSession session)
    {
        _session = session;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="schema">Statements that make what is missing.</param>
    public static SqliteWriter Open(string path, string schema)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {schema}";
        command.ExecuteNonQuery();
        return new SqliteWriter(new SqliteSession(connection));
    }

    /// <summary>
    /// Does work in a transaction; when it returns, the work is durable. What the work throws undoes it, and comes out
    /// here. Cancelling ends the waiting; the work may be done all the same.
    /// </summary>
    public async Task<T> DoAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var item = new Work<T>(work);
        await _waiting.Writer.WriteAsync(item, cancellationToken);
        return await item.Result.WaitAsync(cancellationToken);
    }

    /// <summary>Does what still waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
        _session.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<Work>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var work))
                batch.Add(work);
            var failure = Commit(batch);
            foreach (var work in batch)
                work.Release(failure);
            batch.Clear();
        }
    }

    /// <summary>Writes a batch; gives what hindered all of it.</summary>
    private Exception? Commit(List<Work> batch)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var work in batch)
            {
                _session.Execute("SAVEPOINT work");
                if (!work.Do(_session))
                    _session.Execute("ROLLBACK TO work");
                _session.Execute("RELEASE work");
            }
            _session.Execute("COMMIT");
            return null;
        }
        catch (Exception error)
        {
            // Whatever it was, nothing is durable, and each caller is told. Some errors have ended the transaction already.
            return IsInTransaction ? RollBack(error) : error;
        }
    }

    private bool IsInTransaction => raw.sqlite3_get_autocommit(_session.Connection.Handle) == 0;

    private Exception RollBack(Exception cause)
    {
        try
        {
            _session.Execute("ROLLBACK");
            return cause;
        }
        catch (SqliteException error)
        {
            return new AggregateException(cause, error);
        }
    }

    /// <summary>A piece of work that somebody waits for.</summary>
    private abstract class Work
    {
        /// <summary>Does it; false if it failed and must be undone.</summary>
        public abstract bool Do(SqliteSession session);

        /// <summary>Lets the caller go on: with the result, its own failure, or that of the whole batch.</summary>
        public abstract void Release(Exception? failure);
    }

    private sealed class Work<T>(Func<SqliteSession, T> work) : Work
    {
        // Callers go on elsewhere: the writer has the next batch to write.
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;
        private Exception? _failure;

        public Task<T> Result => _result.Task;

        public override bool Do(SqliteSession session)
        {
            try
            {
                _value = work(session);
                return true;
            }
            catch (Exception error)
            {
                _failure = error;
                return false;
            }
        }

        public override void Release(Exception? failure)
        {
            if ((failure ?? _failure) is { } error)
                _result.SetException(error);
            else
                _result.SetResult(_value!);
        }
    }
}
