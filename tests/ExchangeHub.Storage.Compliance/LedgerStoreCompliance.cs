using System.Security.Cryptography;
using CsCheck;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.Compliance;

/// <summary>
/// What every store must do, whatever its database. A store has a class that derives from this one and says how it is
/// registered.
/// </summary>
public abstract partial class LedgerStoreCompliance : IAsyncLifetime
{
    /// <summary>A time with microseconds, which is as exact as the ledger is.</summary>
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);

    private ServiceProvider _services = null!;

    /// <summary>The store under test.</summary>
    protected ILedgerStore Store => _services.GetRequiredService<ILedgerStore>();

    /// <summary>What the hub knows of the database.</summary>
    protected IHubDatabase Database => _services.GetRequiredService<IHubDatabase>();

    /// <summary>Gets the database ready; the schema comes after. A test is skipped here where its database can't be had.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Registers the store on the database.</summary>
    protected abstract void AddStore(IServiceCollection services);

    /// <summary>Removes the database.</summary>
    protected abstract Task RemoveAsync();

    public async Task InitializeAsync()
    {
        await PrepareAsync();
        var services = new ServiceCollection();
        AddStore(services);
        _services = services.BuildServiceProvider();
        await using var context = Context();
        await context.Database.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await RemoveAsync();
    }

    [SkippableFact]
    public async Task AppendAsync_EveryColumnFilled_ReadsBackExactly()
    {
        var entry = Full();

        await AppendAsync(entry);

        AssertEqual(entry, Assert.Single(await ReadAsync()));
    }

    [SkippableFact]
    public async Task AppendAsync_EveryOptionalColumnEmpty_ReadsBackExactly()
    {
        var entry = Bare(Guid.CreateVersion7(Time));

        await AppendAsync(entry);

        var read = Assert.Single(await ReadAsync());
        AssertEqual(entry, read);
        Assert.Equal(("", "", ""), (read.Purpose, read.Reason, read.ResponderId));
        Assert.Equal((null, null, null), (read.SubjectHash, read.RequestDigest, read.ResponseDigest));
    }

    [SkippableTheory]
    [InlineData("𠮷")]
    [InlineData("𪚥")]
    [InlineData("𬭎䶮㐂〇")]
    [InlineData("é e\u0301 ﬁ")] // Composed and decomposed stay as they are.
    [InlineData("'; DROP TABLE ledger_entries; --")]
    [InlineData("one\nprovision\r\na line\t")]
    [InlineData(" blanks at both ends ")]
    [InlineData("%_\\\"{}[]@p0")]
    [InlineData("\uFFFD\uE000")] // Of a refused request.
    public async Task AppendAsync_Text_IsKeptToTheCharacter(string text)
    {
        var entry = Bare(Guid.CreateVersion7()) with { OperatorName = text, Purpose = text, LegalBasis = text, OwnCaseNumber = text };

        await AppendAsync(entry);

        AssertEqual(entry, Assert.Single(await ReadAsync()));
    }

    [SkippableFact]
    public async Task AppendAsync_LongestTexts_AreKeptWhole()
    {
        static string Rare(int units) => string.Concat(Enumerable.Repeat("𠮷", units / 2));
        var entry = Bare(Guid.CreateVersion7()) with
        {
            OperatorName = Rare(200),
            OwnCaseNumber = Rare(200),
            Purpose = Rare(1000),
            LegalBasis = Rare(4010),
            CallerId = new string('a', 64),
            ResponderId = new string('b', 64),
            Reason = new string('C', 64),
            Method = "/" + new string('m', 255),
        };

        await AppendAsync(entry);

        AssertEqual(entry, Assert.Single(await ReadAsync()));
    }

    [SkippableFact]
    public async Task AppendAsync_Times_AreKeptToTheMicrosecond()
    {
        var entries = Enumerable.Range(0, 1000).Select(i => Bare(Guid.CreateVersion7()) with { AcceptTime = Time.AddMicroseconds(i), CompleteTime = Time.AddDays(i).AddMicroseconds(-i) }).ToArray();

        await AppendAsync(entries);

        var read = (await ReadAsync()).ToDictionary(entry => entry.Id);
        Assert.All(entries, entry => Assert.Equal((entry.AcceptTime, entry.CompleteTime, TimeSpan.Zero), (read[entry.Id].AcceptTime, read[entry.Id].CompleteTime, read[entry.Id].AcceptTime.Offset)));
    }

    [SkippableFact]
    public async Task AppendAsync_AnyOutcomeAndFingerprint_IsKept()
    {
        var entries = Enum.GetValues<ExchangeOutcome>().SelectMany(outcome => Enumerable.Range(0, 20).Select(_ => (Full() with { Outcome = outcome, RequestDigest = RandomNumberGenerator.GetBytes(32) }).Sealed())).ToArray();
        Assert.Contains(entries, entry => entry.Fingerprint0 > int.MaxValue); // A limb needs more than 31 bits.

        await AppendAsync(entries);

        var read = (await ReadAsync()).ToDictionary(entry => entry.Id);
        Assert.All(entries, entry => AssertEqual(entry, read[entry.Id]));
    }

    [SkippableFact]
    public async Task OrderById_AnyIds_IsTheBigEndianOrderOfNet()
    {
        // Random ones besides those whose bytes, read as signed or by .NET's fields, would come out otherwise.
        Guid[] ids =
        [
            Guid.Empty, Guid.AllBitsSet, Guid.Parse("7f000000-0000-7000-8000-000000000000"), Guid.Parse("80000000-0000-7000-8000-000000000000"),
            Guid.Parse("00000001-0000-7000-8000-000000000000"), Guid.Parse("01000000-0000-7000-8000-000000000000"), Guid.Parse("00000000-0100-7000-8000-000000000000"),
            Guid.Parse("00000000-0000-7000-8000-000000000001"), Guid.Parse("00000000-0000-7000-8000-010000000000"), Guid.Parse("00000000-0000-7000-8000-000000000080"),
            .. Gen.Guid.Array[200].Single(),
        ];
        await AppendAsync([.. ids.Select(Bare)]);

        var read = await ReadAsync();

        Assert.Equal(ids.OrderBy(id => Convert.ToHexString(id.ToByteArray(bigEndian: true)), StringComparer.Ordinal), read.Select(entry => entry.Id));
        Assert.Equal(ids.Order(), read.Select(entry => entry.Id));
    }

    [SkippableFact]
    public async Task OrderById_MintedIds_IsTheOrderOfTime()
    {
        var ids = Enumerable.Range(0, 500).Select(i => (Id: Guid.CreateVersion7(Time.AddMilliseconds(i)), i)).ToList();
        await AppendAsync([.. ids.OrderBy(pair => pair.i * 7919 % 500).Select(pair => Bare(pair.Id) with { Purpose = $"{pair.i}" })]);

        Assert.Equal(Enumerable.Range(0, 500), (await ReadAsync()).Select(entry => int.Parse(entry.Purpose)));
    }

    [SkippableFact]
    public async Task WhereId_Range_HoldsItsLowerEndAndNotItsUpper()
    {
        var ids = Enumerable.Range(0, 10).Select(i => Guid.CreateVersion7(Time.AddMilliseconds(i))).ToList();
        await AppendAsync([.. ids.Select(Bare)]);
        await using var context = Context();

        var found = await context.LedgerEntries.Where(entry => entry.Id >= ids[3] && entry.Id < ids[7]).CountAsync();

        Assert.Equal(4, found);
    }

    [SkippableFact]
    public async Task AppendAsync_DuplicateWithinABatch_LeavesNothing()
    {
        var twice = Full();

        await Assert.ThrowsAnyAsync<Exception>(() => AppendAsync(Full(), twice, Full(), twice, Full()));

        Assert.Empty(await ReadAsync());
    }

    [SkippableFact]
    public async Task AppendAsync_DuplicateOfAnEarlierEntry_LeavesTheEarlierOneOnly()
    {
        var first = Full();
        await AppendAsync(first);

        await Assert.ThrowsAnyAsync<Exception>(() => AppendAsync(Full(), first with { Purpose = "another" }));

        AssertEqual(first, Assert.Single(await ReadAsync()));
    }

    [SkippableFact]
    public async Task AppendAsync_AfterAFailedBatch_WorksAgain()
    {
        var first = Full();
        await AppendAsync(first);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => AppendAsync(Full(), first));
            await AppendAsync(Full());
        }

        Assert.Equal(4, (await ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task AppendAsync_TenThousandInOneBatch_AreAllThere()
    {
        var entries = Enumerable.Range(0, 10_000).Select(_ => Full()).ToArray();

        await AppendAsync(entries);

        Assert.Equal(entries.Select(entry => entry.Id).Order(), (await ReadAsync()).Select(entry => entry.Id));
    }

    [SkippableFact]
    public async Task AppendAsync_WhileOthersRead_NeitherFailsAndNoHalfBatchIsSeen()
    {
        const int Batch = 10;
        const int Batches = 100;
        var written = 0;
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var seen = 0;
            while (!done.IsCancellationRequested)
            {
                var atLeast = Volatile.Read(ref written);
                await using var context = Context();
                var count = await context.LedgerEntries.CountAsync();
                Assert.Equal(0, count % Batch);
                Assert.InRange(count, Math.Max(seen, atLeast), Batch * Batches);
                seen = count;
            }
        })).ToList();

        for (var i = 0; i < Batches; i++)
        {
            await AppendAsync([.. Enumerable.Range(0, Batch).Select(_ => Full())]);
            Interlocked.Add(ref written, Batch);
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal(Batch * Batches, (await ReadAsync()).Count);
    }

    [SkippableTheory]
    [InlineData("UPDATE ledger_entries SET purpose = 'another'")]
    [InlineData("UPDATE ledger_entries SET fingerprint_0 = 0")]
    [InlineData("DELETE FROM ledger_entries")]
    public async Task Ledger_EditedByHand_IsRefusedByTheDatabase(string sql)
    {
        var entry = Full();
        await AppendAsync(entry);
        await using var context = Context();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.Database.ExecuteSqlRawAsync(sql));

        AssertEqual(entry, Assert.Single(await ReadAsync()));
    }

    [SkippableFact]
    public async Task CheckAsync_DatabaseInOrder_Passes() => await Store.CheckAsync(CancellationToken.None);

    [SkippableFact]
    public async Task MigrateAsync_Again_ChangesNothing()
    {
        var entry = Full();
        await AppendAsync(entry);
        await using var context = Context();

        await context.Database.MigrateAsync();

        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        AssertEqual(entry, Assert.Single(await ReadAsync()));
    }

    [SkippableFact]
    public async Task Migrations_OfTheStore_AreOfThePresentModel()
    {
        await using var context = Context();

        Assert.False(context.Database.HasPendingModelChanges(), "The model changed; add a migration to every store.");
        Assert.NotEmpty(context.Database.GetMigrations());
    }

    protected HubDbContext Context() => _services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContext();

    protected Task AppendAsync(params LedgerEntry[] entries) => Store.AppendAsync(entries, CancellationToken.None);

    protected async Task<List<LedgerEntry>> ReadAsync()
    {
        await using var context = Context();
        return await context.LedgerEntries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
    }

    /// <summary>An entry in which every column has a value of its own.</summary>
    protected static LedgerEntry Full() => new LedgerEntry
    {
        Id = Guid.CreateVersion7(Time),
        ExchangeId = Guid.CreateVersion7(),
        RequestId = Guid.NewGuid().ToString(),
        Method = "/exchangehub.notary.v1.NotaryVerificationService/QueryWill",
        Outcome = ExchangeOutcome.RegionFailed,
        Reason = "REGION_FAILED",
        CallerId = "sc-notary-office",
        CallerRegion = "CN-SC",
        CallerCertificate = RandomNumberGenerator.GetBytes(32),
        ResponderId = "cq-back-office",
        ResponderRegion = "CN-CQ",
        RequestingOffice = "32519999MD99000101",
        RequestedOffice = "32509999MD9900029R",
        OperatorName = "测试𠮷",
        OwnCaseNumber = "(2026)川测受字第1号",
        Purpose = "办理继承公证（测试）𪚥",
        LegalBasis = "公证法第二十九条\n公证程序规则第三十三条",
        SubjectHash = RandomNumberGenerator.GetBytes(32),
        AcceptTime = Time,
        CompleteTime = Time.AddMicroseconds(1_234_567),
        RequestDigest = RandomNumberGenerator.GetBytes(32),
        ResponseDigest = RandomNumberGenerator.GetBytes(32),
        Settles = Guid.CreateVersion7(),
    }.Sealed();

    private static LedgerEntry Bare(Guid id) => new LedgerEntry
    {
        Id = id,
        ExchangeId = id,
        Method = "/test.v1.Service/Ask",
        Outcome = ExchangeOutcome.NotPermitted,
        CallerId = "operator",
        CallerRegion = "HUB",
        CallerCertificate = new byte[32],
        AcceptTime = Time,
        CompleteTime = Time,
    }.Sealed();

    /// <summary>Compares every property, arrays by their content; a property that is added later is compared too.</summary>
    private static void AssertEqual(LedgerEntry expected, LedgerEntry actual)
        => Assert.Equal(Values(expected), Values(actual));

    private static IEnumerable<string> Values(LedgerEntry entry) => typeof(LedgerEntry).GetProperties().Select(property => $"{property.Name}: " + property.GetValue(entry) switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset time => time.ToString("O"),
        var value => $"'{value}'",
    });
}
