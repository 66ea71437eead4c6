using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Sharing;

/// <summary>A data set of the catalogue (数据集): all that the hub must know about it. Each slice brings its own.</summary>
internal sealed record DataSetDefinition
{
    public static readonly Func<RecordContent, IEnumerable<AttachedDocument>> NoDocuments = static _ => [];

    public required DataSet Set { get; init; }

    public required string NameZh { get; init; }

    public required string NameEn { get; init; }

    /// <summary>Who may read it.</summary>
    public required SharingClass SharingClass { get; init; }

    /// <summary>What its records contain.</summary>
    public required RecordContent.ContentOneofCase Content { get; init; }

    /// <summary>Full name of that message.</summary>
    public required string ContentType { get; init; }

    /// <summary>Name of its field in the content.</summary>
    public required string ContentField { get; init; }

    /// <summary>What a key is made of, in words.</summary>
    public required string KeyDescription { get; init; }

    /// <summary>How often producers publish.</summary>
    public required string Cadence { get; init; }

    /// <summary>For how many years records are kept; 0: as long as the hub is.</summary>
    public int RetentionYears { get; init; }

    /// <summary>Within how many working days a producer decides on an application.</summary>
    public int DecisionWorkingDays { get; init; }

    /// <summary>The key of a record with this content.</summary>
    public required Func<RecordContent, string> Key { get; init; }

    /// <summary>Adds every violation of a content, whose path is given, by itself.</summary>
    public required Action<RecordContent, string, Violations> Check { get; init; }

    /// <summary>What other records of the same producer a content refers to: they are looked up before <see cref="CheckChange"/>.</summary>
    public Func<RecordContent, IEnumerable<RecordReference>> References { get; init; } = static _ => [];

    /// <summary>Looks at a version in the light of what is there: adds violations, or refuses a change of state that is not allowed.</summary>
    public Action<RecordChange> CheckChange { get; init; } = static _ => { };

    /// <summary>What a record can be found by.</summary>
    public Func<RecordContent, RecordTraits> Traits { get; init; } = static _ => RecordTraits.None;

    /// <summary>The papers that go with a record. A conditional data set has none: a download says no purpose.</summary>
    public Func<RecordContent, IEnumerable<AttachedDocument>> Documents { get; init; } = NoDocuments;

    /// <summary>Whether a record is for the departments only, though its data set is not.</summary>
    public Func<RecordContent, bool> IsInternal { get; init; } = static _ => false;

    /// <summary>Whether the hub itself makes the records, and nobody else may.</summary>
    public bool IsOfHub { get; init; }

    /// <summary>Whether what is stored is encrypted: everything that not everybody may read.</summary>
    public bool IsEncrypted => SharingClass != SharingClass.Unconditional;

    /// <summary>A definition whose rules take the content's own type.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="content">Takes the content; null where it is another kind.</param>
    /// <param name="key">Its key.</param>
    /// <param name="check">Adds every violation of it; the path is that of the content itself.</param>
    /// <param name="complete">Sets what else there is to say.</param>
    public static DataSetDefinition Of<T>(DataSet set, Func<RecordContent, T?> content, Func<T, string> key, Action<T, string, Violations> check, Func<DataSetDefinition, DataSetDefinition> complete)
        where T : class, Google.Protobuf.IMessage<T>
    {
        var descriptor = ((Google.Protobuf.IMessage)Activator.CreateInstance<T>()).Descriptor;
        var field = RecordContent.Descriptor.Fields.InFieldNumberOrder().Single(field => field.MessageType == descriptor);
        return complete(new DataSetDefinition
        {
            Set = set,
            Content = (RecordContent.ContentOneofCase)field.FieldNumber,
            ContentType = descriptor.FullName,
            ContentField = field.Name,
            Key = given => key(content(given)!),
            Check = (given, path, violations) => check(content(given)!, $"{path}.{field.Name}", violations),
            NameZh = "",
            NameEn = "",
            SharingClass = SharingClass.Unspecified,
            KeyDescription = "",
            Cadence = "",
        });
    }
}

/// <summary>Another record of the same producer.</summary>
internal readonly record struct RecordReference(DataSet Set, string Key);

/// <summary>What records are found by (检索项).</summary>
/// <param name="Texts">Names, titles and numbers.</param>
/// <param name="DivisionCode">Division code; empty where there is none.</param>
/// <param name="Subjects">Unified social credit codes and certificate numbers of those whom it is about.</param>
internal sealed record RecordTraits(IReadOnlyList<string> Texts, string DivisionCode, IReadOnlyList<string> Subjects)
{
    public static readonly RecordTraits None = new([], "", []);
}

/// <summary>A version that is about to be added, and what it is judged by.</summary>
/// <param name="Previous">The version before it; null for the first.</param>
/// <param name="Next">The version.</param>
/// <param name="Path">Path of what it contains, e.g. <c>batch.records[2].content.institution</c>, for violations.</param>
/// <param name="Violations">Where violations go.</param>
/// <param name="Related">What its references have led to: the highest version of each; those that are not there are missing.</param>
internal sealed record RecordChange(Record? Previous, Record Next, string Path, Violations Violations, IReadOnlyDictionary<RecordReference, Record> Related);
