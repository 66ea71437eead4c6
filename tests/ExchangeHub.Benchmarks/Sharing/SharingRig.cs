using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.TestKit;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.Benchmarks.Sharing;

/// <summary>The real executable on SQLite; Chongqing publishes, an office in Sichuan reads over several connections.</summary>
internal sealed class SharingRig : IAsyncDisposable
{
    public const string Producer = "CN-CQ";

    /// <summary>Streams of one connection.</summary>
    private const int StreamsAtOnce = 100;

    private readonly HubSetup _setup;
    private readonly HubProcess _hub;
    private readonly HubChannel _producer;
    private readonly List<HubChannel> _readers;
    private readonly string _text = new('文', 110);
    private int _notices;

    private SharingRig(HubSetup setup, HubProcess hub, int followers)
    {
        (_setup, _hub) = (setup, hub);
        _producer = setup.Connect(hub.Address, setup.ChongqingCertificate);
        _readers = [.. Enumerable.Range(0, (followers / StreamsAtOnce) + 1).Select(_ => setup.Connect(hub.Address))];
        Publisher = new RecordPublisher(_producer.Invoker, new RecordPublisherOptions { OperatorName = "测试甲" }, TimeProvider.System);
    }

    public static DateOnly FirstDay { get; } = new(2026, 1, 1);

    public RecordPublisher Publisher { get; }

    public RecordSharingServiceClient Reader => ReaderNumber(0);

    /// <summary>Memory of the hub, in bytes.</summary>
    public long Memory => _hub.Memory;

    public long PeakMemory => _hub.PeakMemory;

    public static async Task<SharingRig> StartAsync(int followers)
    {
        var setup = await HubSetup.CreateAsync();
        setup.Options = setup.Options with { Limits = setup.Options.Limits with { ConcurrentCallsPerParticipant = Math.Max(512, 2 * followers) } };
        return new SharingRig(setup, await HubProcess.StartAsync(setup), followers);
    }

    /// <summary>One of those who read, on the connection that is its own and some others'.</summary>
    public RecordSharingServiceClient ReaderNumber(int number) => new(_readers[number / StreamsAtOnce].Invoker);

    /// <summary>A notice that is new, of about 500 bytes.</summary>
    public Record NextNotice()
    {
        var record = Feeds.Notice($"测{Interlocked.Increment(ref _notices):D8}");
        record.Content.Notice.Text = _text;
        return record;
    }

    /// <summary>A version of a technical guide, of about 500 bytes; each holds a month.</summary>
    public static Record Guide(int number, int version) => new()
    {
        DataSet = DataSet.TechnicalGuides,
        Operation = RecordOperation.Upsert,
        Key = $"测规{number:D8}/2026",
        Version = version,
        EffectiveDate = CalendarDates.ToProto(FirstDay.AddMonths(version - 1)),
        Content = new RecordContent
        {
            TechnicalGuide = new TechnicalGuide
            {
                DocumentNumber = $"测规{number:D8}",
                Edition = "2026",
                Title = $"测试规范第{number}号第{version}版{Title}",
                ImplementationDate = CalendarDates.ToProto(FirstDay),
            },
        },
    };

    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        foreach (var reader in _readers)
            reader.Dispose();
        await _hub.DisposeAsync();
        await _setup.DisposeAsync();
    }

    private static string Title { get; } = new('技', 120);
}
