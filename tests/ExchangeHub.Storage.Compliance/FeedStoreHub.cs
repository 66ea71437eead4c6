using System.Collections.Frozen;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Offices;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Protection;
using ExchangeHub.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What one hub has of a database for feeds. Its data sets all have notices, without rules; the watch list is encrypted.</summary>
internal sealed class FeedStoreHub : IAsyncDisposable
{
    public const string Chongqing = "CN-CQ";

    private readonly ServiceProvider _services;

    public FeedStoreHub(HubOptions options)
    {
        var services = new ServiceCollection().AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<DatabaseWriter>()
            .AddSingleton<ExchangeIds>()
            .AddSingleton(new DataSetCatalogue(DataSets.All.Select(Definition)))
            .AddSingleton<RecordCodec>()
            .AddSingleton(new RecordDocuments(NobodyKnown()))
            .AddSingleton<PublicationWriter>()
            .AddSingleton<RecordStore>();
        Stores.Add(services, options);
        services.AddPayloadProtection(options);
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<PayloadProtection>().RequireReadable(); // As a hub does at its start: it makes the first key.
    }

    public RecordStore Store => _services.GetRequiredService<RecordStore>();

    /// <summary>Publishes a batch in the name of a region's back office.</summary>
    public Task<PublishRecordsResponse> PublishAsync(DataSet set, IEnumerable<Record> records, string region = Chongqing)
    {
        var participant = new Participant($"{region} back office", "测试", region, new[] { Roles.BackOffice }.ToFrozenSet(), FrozenSet<string>.Empty, FrozenSet<string>.Empty, null);
        var publication = new Publication("/test/Publish", new Caller(participant, new byte[32]), Definition(set), Guid.NewGuid().ToString(), "测试甲", LedgerClock.LedgerNow(TimeProvider.System));
        return _services.GetRequiredService<PublicationWriter>().WriteAsync(publication, [.. records.Select(record => PublishedStatement.Of(record, region))], CancellationToken.None);
    }

    public Task<HubDbContext> ContextAsync() => _services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public static Record Notice(string key, int version = 1, string title = "关于𠮷字测试的通报", DataSet set = DataSet.Notices) => new()
    {
        DataSet = set,
        Operation = RecordOperation.Upsert,
        Key = key,
        Version = version,
        EffectiveDate = CalendarDates.ToProto(new DateOnly(2026, 1, 1)),
        Content = new RecordContent { Notice = new Notice { NoticeNumber = key, Title = title } },
    };

    public static Record Deletion(string key, int version) => new()
    {
        DataSet = DataSet.Notices,
        Operation = RecordOperation.Delete,
        Key = key,
        Version = version,
        EffectiveDate = CalendarDates.ToProto(new DateOnly(2026, 2, 1)),
        Reason = "注销（测试）",
    };

    /// <summary>A hub that knows nobody: the records name no documents, which is all that it would be asked about.</summary>
    private static HubStateHolder NobodyKnown()
    {
        var state = new HubState
        {
            Version = "",
            Regions = FrozenDictionary<string, Region>.Empty,
            Offices = FrozenDictionary<string, Office>.Empty,
            Calendars = CalendarSet.BuiltIn,
            Schemes = new ScoreSchemes([]),
            Lineage = new OfficeLineage([], []),
            Participants = [],
            ByCertificateHash = FrozenDictionary<string, Participant>.Empty,
            BySubject = FrozenDictionary<(string, string), Participant>.Empty,
            Certificate = null!,
            CertificateContext = null!,
        };
        return new HubStateHolder(state, () => new HubOptions(), TimeProvider.System, NullLogger<HubStateHolder>.Instance);
    }

    private static DataSetDefinition Definition(DataSet set)
        => DataSetDefinition.Of<Notice>(set, content => content.Notice, notice => notice.NoticeNumber, (_, _, _) => { },
            definition => definition with { SharingClass = set == DataSet.WatchList ? SharingClass.Conditional : SharingClass.Unconditional });
}
