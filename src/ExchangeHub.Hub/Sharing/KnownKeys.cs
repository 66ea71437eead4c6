using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing;

/// <summary>What is there of the keys of a batch, and what the batch makes of it while it is gone through.</summary>
internal sealed class KnownKeys
{
    private readonly Dictionary<string, KnownKey> _keys;
    private readonly Publication _publication;
    private readonly Dictionary<RecordReference, Record> _related;
    private readonly List<string> _replaced = [];

    private KnownKeys(Publication publication, Dictionary<string, KnownKey> keys, Dictionary<RecordReference, Record> related) => (_publication, _keys, _related) = (publication, keys, related);

    /// <summary>Loads what the batch must see: at most two queries, and one for each other data set that it refers to.</summary>
    public static async Task<KnownKeys> LoadAsync(HubDbContext context, Publication publication, IReadOnlyList<PublishedStatement> batch, RecordCodec codec, CancellationToken cancellationToken)
    {
        var (set, region) = (publication.Definition.Set, publication.Region);
        var names = batch.Select(statement => statement.Record.Key).Distinct().ToList();
        var highest = await context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == region && names.Contains(record.Key) && record.IsHighest).ToListAsync(cancellationToken);
        var keys = highest.ToDictionary(entry => entry.Key, entry => new KnownKey(entry, codec.Decode(entry)) { IsStored = true }, StringComparer.Ordinal);

        // All versions of a key matter only where one comes again, or another is corrected.
        var known = batch.Where(statement => keys.TryGetValue(statement.Record.Key, out var key) && (statement.Record.Version <= key.Version || statement.Record.CorrectedVersion > 0))
            .Select(statement => statement.Record.Key).Distinct().ToList();
        if (known.Count > 0)
        {
            var versions = context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == region && known.Contains(record.Key))
                .Select(record => new { record.Key, record.Version, record.CorrectedVersion, record.Digest }).AsAsyncEnumerable();
            await foreach (var version in versions.WithCancellation(cancellationToken))
                keys[version.Key].Add(version.Version, version.CorrectedVersion, version.Digest);
        }
        return new KnownKeys(publication, keys, await RelatedAsync(context, publication, batch, codec, cancellationToken));
    }

    /// <summary>Whether the version is there already, with the same content.</summary>
    /// <exception cref="HubException">It is there with other content.</exception>
    public bool Has(PublishedStatement statement)
    {
        if (!_keys.TryGetValue(statement.Record.Key, out var key) || statement.Record.Version > key.Version)
            return false;
        if (key.DigestOf(statement.Record.Version).AsSpan().SequenceEqual(statement.Digest))
            return true;
        var record = statement.Record;
        throw new HubException(ErrorCatalogue.RecordVersionTaken, ("data_set", DataSets.NameOf(record.DataSet)), ("key", record.Key), ("version", record.Version.ToString()), ("highest_version", key.Version.ToString())) { IsPrecondition = true };
    }

    /// <summary>Looks whether the version may follow those that are there.</summary>
    /// <exception cref="HubException">A version is missing between them.</exception>
    public void Check(PublishedStatement statement, string path, DataSetDefinition definition, Violations violations)
    {
        var record = statement.Record;
        var key = _keys.GetValueOrDefault(record.Key);
        var highest = key?.Version ?? 0;
        if (record.Version != highest + 1)
            throw new HubException(ErrorCatalogue.RecordVersionGap, ("data_set", DataSets.NameOf(record.DataSet)), ("key", record.Key), ("version", record.Version.ToString()), ("highest_version", highest.ToString())) { IsPrecondition = true };
        if (record.Operation == RecordOperation.Delete)
            violations.Require(key is { Highest.Operation: not RecordOperation.Delete }, path, "operation", RecordRules.NothingToDelete);
        if (record.Operation == RecordOperation.Correct)
            violations.Require(key?.IsCorrectable(record.CorrectedVersion) == true, path, "corrected_version", RecordRules.NotCorrectable);
        definition.CheckChange(new RecordChange(key?.Record, record, $"{path}.content.{definition.ContentField}", violations, _related));
    }

    /// <summary>Puts a version in the place of the one before it, and says what that one added to the feed's sums.</summary>
    public RangeFingerprint Replace(RecordEntry entry, Record record)
    {
        if (!_keys.TryGetValue(entry.Key, out var key))
        {
            _keys.Add(entry.Key, new KnownKey(entry, record));
            return default;
        }
        var before = RecordCodec.Live(key.Highest);
        if (key.IsStored)
            _replaced.Add(entry.Key);
        key.Highest.IsHighest = false;
        key.Replace(entry, record);
        return before;
    }

    /// <summary>Has those that are stored, and were replaced, be the highest of their key no more.</summary>
    public async Task LowerAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        if (_replaced.Count == 0)
            return;
        var (set, region) = (_publication.Definition.Set, _publication.Region);
        await context.Records.Where(record => record.DataSet == set && record.ProducerRegion == region && _replaced.Contains(record.Key) && record.IsHighest)
            .ExecuteUpdateAsync(change => change.SetProperty(record => record.IsHighest, false), cancellationToken);
    }

    private static async Task<Dictionary<RecordReference, Record>> RelatedAsync(HubDbContext context, Publication publication, IReadOnlyList<PublishedStatement> batch, RecordCodec codec, CancellationToken cancellationToken)
    {
        var related = new Dictionary<RecordReference, Record>();
        var region = publication.Region;
        var references = batch.Where(statement => statement.Record.Content is not null).SelectMany(statement => publication.Definition.References(statement.Record.Content)).Distinct().ToLookup(reference => reference.Set, reference => reference.Key);
        foreach (var group in references)
        {
            var (set, names) = (group.Key, group.ToList());
            var found = await context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == region && names.Contains(record.Key) && record.IsHighest).ToListAsync(cancellationToken);
            foreach (var entry in found.Where(entry => entry.Operation != RecordOperation.Delete))
                related.Add(new RecordReference(set, entry.Key), codec.Decode(entry));
        }
        return related;
    }

    /// <summary>One key.</summary>
    private sealed class KnownKey(RecordEntry highest, Record record)
    {
        private readonly Dictionary<int, byte[]> _digests = new() { [highest.Version] = highest.Digest };
        private readonly HashSet<int> _corrected = [highest.CorrectedVersion];

        public RecordEntry Highest { get; private set; } = highest;

        /// <summary>Whether the highest is in the database: not one that the batch has put in its place.</summary>
        public bool IsStored { get; set; }

        public Record Record { get; private set; } = record;

        public int Version => Highest.Version;

        public byte[] DigestOf(int version) => _digests[version];

        public bool IsCorrectable(int version) => version >= 1 && version <= Version && !_corrected.Contains(version);

        public void Add(int version, int correctedVersion, byte[] digest)
        {
            _digests[version] = digest;
            _corrected.Add(correctedVersion);
        }

        public void Replace(RecordEntry entry, Record record)
        {
            (Highest, Record, IsStored) = (entry, record, false);
            Add(entry.Version, entry.CorrectedVersion, entry.Digest);
        }
    }
}
