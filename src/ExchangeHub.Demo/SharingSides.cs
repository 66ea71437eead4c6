using System.Globalization;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.SampleRegion;
using Grpc.Core;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.Demo;

/// <summary>Both sides of information sharing: a region that publishes, and one that reads.</summary>
internal sealed class SharingSides(DemoWorld world, string language, StepLog log, string producer, string reader) : IDisposable
{
    /// <summary>What is the same on both sides.</summary>
    public const string InStep = "in step";

    /// <summary>Who acts where no region does.</summary>
    public const string Hub = "hub";

    private readonly HubChannel _producer = world.Connect(SampleBackOffice.CertificateName(producer), language);
    private readonly HubChannel _reader = world.Connect(SampleBackOffice.CertificateName(reader), language);

    public DemoWorld World => world;

    public string Language => language;

    public string Producer => producer;

    public string Reader => reader;

    public CallInvoker ProducerCalls => _producer.Invoker;

    public CallInvoker ReaderCalls => _reader.Invoker;

    public RecordSharingServiceClient Records => new(_reader.Invoker);

    public Task<FeedHead?> PublishAsync(DataSet set, IEnumerable<Record> records, CancellationToken cancellationToken)
        => new RecordPublisher(_producer.Invoker, new RecordPublisherOptions { OperatorName = "测试甲" }, TimeProvider.System).PublishAsync(set, records, cancellationToken);

    public Task<bool> DoAsync(string name, string nameZh, string from, string to, string expected, Func<Task<string>> act)
        => log.DoAsync(name, nameZh, from == Hub ? from : SampleBackOffice.CertificateName(from), to, expected, async () => new StepOutcome(await act()));

    public void Dispose()
    {
        _producer.Dispose();
        _reader.Dispose();
    }

    public static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    public static string NewId() => Guid.NewGuid().ToString();

    /// <summary>The last version of each record of the sample, the first record first.</summary>
    public static IEnumerable<Record> Last(IEnumerable<Record> sample) => sample.GroupBy(record => record.Key).Select(versions => versions.Last());
}
