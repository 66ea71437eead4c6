using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Differences, for people.</summary>
internal static class DifferenceView
{
    /// <summary>Differences, one a line.</summary>
    public static void WriteList(TextWriter output, IReadOnlyList<Difference> differences)
    {
        var table = new Table(
            Texts.Of("difference", "差异"), Texts.Of("participant", "参与方"), Texts.Of("kind", "类型"), Texts.Of("state", "状态"), Texts.Of("severity", "严重程度"), Texts.Of("row", "记录编号"),
            Texts.Of("method", "方法"), Texts.Of("first seen", "首次发现"), Texts.Of("seen", "次数"), Texts.Of("owner", "责任人"))
        { Numbers = [8] };
        foreach (var difference in differences)
        {
            table.Add(
                difference.DifferenceId, difference.ParticipantId, Names.Of(difference.Kind), Names.Of(difference.State), Names.Of(difference.Severity), difference.RowId,
                ShortMethod(difference.Method), Plain.Time(difference.FirstSeenTime), $"{difference.SeenCount}", difference.Owner);
        }
        table.WriteTo(output);
    }

    /// <summary>A difference, one property a line, and what happened to it.</summary>
    public static void Write(TextWriter output, Difference difference, IReadOnlyList<DifferenceEvent> events)
    {
        var properties = new Properties(output);
        properties.Add(Texts.Of("difference", "差异"), difference.DifferenceId);
        properties.Add(Texts.Of("participant", "参与方"), difference.ParticipantId);
        properties.Add(Texts.Of("compares", "核对范围"), difference.Set == LedgerSet.Unspecified ? "" : Names.Of(difference.Set));
        properties.Add(Texts.Of("kind", "类型"), Names.Of(difference.Kind));
        properties.Add(Texts.Of("state", "状态"), Names.Of(difference.State));
        properties.Add(Texts.Of("severity", "严重程度"), Names.Of(difference.Severity));
        properties.Add(Texts.Of("owner", "责任人"), difference.Owner);
        properties.Add(Texts.Of("row", "记录编号"), difference.RowId);
        properties.Add(Texts.Of("method", "方法"), difference.Method);
        properties.Add(Texts.Of("hub", "中心"), Row(difference.HubRow));
        properties.Add(Texts.Of("region", "地区"), Row(difference.RegionRow));
        properties.Add(Texts.Of("first seen", "首次发现"), $"{Plain.Time(difference.FirstSeenTime)}  {difference.FirstRunId}");
        properties.Add(Texts.Of("last seen", "最近发现"), $"{Plain.Time(difference.LastSeenTime)}  {difference.LastRunId}");
        properties.Add(Texts.Of("times seen", "发现次数"), $"{difference.SeenCount}");
        properties.Add(Texts.Of("closed", "结清时间"), Plain.Time(difference.CloseTime));
        properties.Write();
        if (events.Count == 0)
            return;
        output.WriteLine();
        var table = new Table(Texts.Of("time", "时间"), Texts.Of("event", "事件"), Texts.Of("by", "经办"), Texts.Of("text", "说明"));
        foreach (var item in events)
            table.Add(Plain.Time(item.EventTime), Names.Of(item.Kind), item.RunId.Length > 0 ? item.RunId : $"{item.ParticipantId}{Texts.Of(", ", "，")}{item.OperatorName}", item.Text);
        table.WriteTo(output);
    }

    private static string Row(DifferingRow? row) => row is null
        ? Texts.Of("none", "无")
        : Texts.Of(
            $"copies {row.CopyCount}, state {row.State}, request {Digest(row.RequestDigest)}, response {Digest(row.ResponseDigest)}, recorded {Plain.Time(row.RecordTime)}",
            $"{row.CopyCount} 份，状态 {row.State}，请求摘要 {Digest(row.RequestDigest)}，答复摘要 {Digest(row.ResponseDigest)}，记录时间 {Plain.Time(row.RecordTime)}");

    private static string Digest(ByteString digest) => digest.IsEmpty ? "-" : Convert.ToHexString(digest.Span);

    /// <summary>Without the package, which is the same in most lines.</summary>
    private static string ShortMethod(string method) => method[(method.LastIndexOf('.') + 1)..];
}
