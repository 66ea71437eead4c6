using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Sharing;

/// <summary>What every version of a record must be, whatever it is about.</summary>
internal static class RecordRules
{
    public const int MaxBatch = 1_000;

    /// <summary>Most versions of one key: they are read together.</summary>
    public const int MaxVersions = 1_000;

    public static readonly Rule NothingToDelete = new("NOTHING_TO_DELETE", "deletes a record that is not there", "要注销的记录不存在");
    public static readonly Rule NotCorrectable = new("NOT_CORRECTABLE", "must be an earlier version that nothing has corrected yet", "必须是尚未被更正的较早版本");
    private static readonly Rule BatchSize = new("ITEM_COUNT", $"must have 1 to {MaxBatch} items", $"必须有 1 至 {MaxBatch} 项");
    private static readonly Rule OtherDataSet = new("OTHER_DATA_SET", "must be the data set of the publication", "必须是本次发布的数据集");
    private static readonly Rule OtherProducer = new("OTHER_PRODUCER", "must be the caller's own region, or empty: nobody publishes for another", "必须是调用方所在地区或留空：不得代其他地区发布");
    private static readonly Rule OtherKey = new("KEY_DIFFERS", "must be what the content makes it", "必须与内容生成的主键一致");
    private static readonly Rule OtherContent = new("OTHER_CONTENT", "must be the kind of content that the data set has", "必须是该数据集规定的内容类型");
    private static readonly Rule NoContent = new("NO_CONTENT", "must be absent with DELETE", "注销时必须留空");
    private static readonly Rule VersionFrom1 = new("VERSION", $"must be 1 to {MaxVersions}", $"必须为 1 至 {MaxVersions}");
    private static readonly Rule OnlyWithCorrect = new("ONLY_WITH_CORRECT", "must be an earlier version with CORRECT, and 0 otherwise", "更正时必须是较早的版本，其他情况必须为 0");

    private static readonly TextRule Key = new(1, 200);
    private static readonly TextRule Reason = new(0, 500, manyLines: true);
    private static readonly TextRule ReasonNeeded = new(2, 500, manyLines: true);

    /// <summary>Adds every violation of a batch.</summary>
    public static void Check(RecordBatch batch, DataSetDefinition definition, string region, Violations violations)
    {
        if (!violations.Require(batch.Records.Count is >= 1 and <= MaxBatch, "batch", "records", BatchSize))
            return;
        for (var i = 0; i < batch.Records.Count; i++)
            Check(batch.Records[i], PathOf(i), definition, region, violations);
    }

    /// <summary>Where a record of a batch stands.</summary>
    public static string PathOf(int index) => $"batch.records[{index}]";

    private static void Check(Record record, string path, DataSetDefinition definition, string region, Violations violations)
    {
        violations.Require(record.DataSet == definition.Set, path, "data_set", OtherDataSet);
        violations.Require(record.ProducerRegion.Length == 0 || record.ProducerRegion == region, path, "producer_region", OtherProducer);
        CommonRules.Given(violations, path, "operation", record.Operation);
        Key.Check(violations, path, "key", record.Key);
        violations.Require(record.Version is >= 1 and <= MaxVersions, path, "version", VersionFrom1);
        violations.Require(CalendarDates.TryToDateOnly(record.EffectiveDate, out _), path, "effective_date", record.EffectiveDate is null ? CommonRules.Required : CommonRules.NotDate);
        var isCorrection = record.Operation == RecordOperation.Correct;
        violations.Require(isCorrection ? record.CorrectedVersion >= 1 && record.CorrectedVersion < record.Version : record.CorrectedVersion == 0, path, "corrected_version", OnlyWithCorrect);
        (record.Operation is RecordOperation.Correct or RecordOperation.Delete ? ReasonNeeded : Reason).Check(violations, path, "reason", record.Reason);

        if (record.Operation == RecordOperation.Delete)
            violations.Require(record.Content is null, path, "content", NoContent);
        else if (violations.Require(record.Content is not null, path, "content", CommonRules.Required)
            && violations.Require(record.Content!.ContentCase == definition.Content, path, "content", OtherContent))
        {
            definition.Check(record.Content, $"{path}.content", violations);
            violations.Require(record.Key == definition.Key(record.Content), path, "key", OtherKey);
        }
    }
}
