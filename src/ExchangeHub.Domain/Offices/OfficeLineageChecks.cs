namespace ExchangeHub.Domain.Offices;

/// <summary>What has to hold for records of offices' history, so that every address in it leads to one office of today.</summary>
internal static class OfficeLineageChecks
{
    /// <exception cref="DataProblemsException">Something doesn't hold: everything that doesn't.</exception>
    public static void Check(IReadOnlyList<OfficeSuccession> successions)
    {
        var problems = new DataProblems();
        if (!problems.Require(successions.Count <= OfficeLineage.MaxSuccessions, "Successions", $"more than {OfficeLineage.MaxSuccessions} records", $"记录超过 {OfficeLineage.MaxSuccessions} 条"))
            problems.ThrowIfAny();

        var whole = new List<Event>();
        foreach (var (index, succession) in successions.Index())
        {
            if (IsWhole(succession, $"Successions[{index}]", problems))
                whole.Add(new Event($"Successions[{index}]", succession));
        }
        var moves = Moves(whole, problems);
        var inCycle = Cycles(moves, problems);
        foreach (var move in moves.Values.Where(move => !inCycle.Contains(move.Office)))
            ReachesAnOffice(move, moves, isComplete: whole.Count == successions.Count, problems);
        problems.ThrowIfAny();
    }

    private static bool IsWhole(OfficeSuccession succession, string where, DataProblems problems)
    {
        var known = problems.Require(Enum.IsDefined(succession.Kind), $"{where}.Kind", "is unknown", "未知类型");
        var dated = problems.Require(succession.Date != default, $"{where}.Date", "is required", "必填");
        var from = IsOffice(succession.From, $"{where}.From", problems);
        var to = succession.To is null || IsOffice(succession.To, $"{where}.To", problems);

        var needsTo = succession.Kind != SuccessionKind.Close;
        var hasTo = problems.Require(needsTo == succession.To is not null, $"{where}.To", needsTo ? "is required" : "must be absent where an office closed", needsTo ? "必填" : "撤销时不得填写");
        var needsCustodian = succession.Kind is SuccessionKind.Split or SuccessionKind.Close;
        var hasCustodian = succession.ArchiveCustodian.Length > 0
            ? IsCode(succession.ArchiveCustodian, $"{where}.ArchiveCustodian", problems)
            : problems.Require(!needsCustodian, $"{where}.ArchiveCustodian", "is required: the files lead nowhere", "必填：档案无去向");
        hasCustodian &= problems.Require(succession.Kind != SuccessionKind.Rename || succession.ArchiveCustodian.Length == 0, $"{where}.ArchiveCustodian", "must be empty: an office that is renamed keeps its files", "更名时不得填写：档案随机构");
        return known && dated && from && to && hasTo && hasCustodian && ChangesSomething(succession, where, problems);
    }

    private static bool IsOffice(HistoricalOffice? office, string where, DataProblems problems)
    {
        if (!problems.Require(office is not null, where, "is required", "必填"))
            return false;
        var named = problems.Require(!string.IsNullOrWhiteSpace(office!.Name), $"{where}.Name", "is required", "必填");
        return (office.Uscc.Length == 0 || IsCode(office.Uscc, $"{where}.Uscc", problems)) && named;
    }

    private static bool IsCode(string uscc, string where, DataProblems problems)
        => problems.Require(UnifiedSocialCreditCode.IsValid(uscc), where, "is no valid unified social credit code", "不是有效的统一社会信用代码");

    private static bool ChangesSomething(OfficeSuccession succession, string where, DataProblems problems)
    {
        var from = OfficeKeys.Of(succession.From);
        var same = succession.Kind switch
        {
            SuccessionKind.Rename => OfficeKeys.Of(succession.To!) == from && OfficeKeys.MatchKey(succession.To!.Name) == OfficeKeys.MatchKey(succession.From.Name),
            SuccessionKind.Close => succession.ArchiveCustodian == from,
            _ => OfficeKeys.Of(succession.To!) == from,
        };
        return problems.Require(!same, where, "leads from an office to itself", "前后为同一机构");
    }

    /// <summary>By office the event with which its files went to another one: at most one, and its last.</summary>
    private static Dictionary<string, Event> Moves(IEnumerable<Event> events, DataProblems problems)
    {
        var moves = new Dictionary<string, Event>(StringComparer.Ordinal);
        foreach (var office in events.GroupBy(item => item.Office, StringComparer.Ordinal))
        {
            var days = office.GroupBy(item => item.Date).OrderBy(day => day.Key).ToList();
            foreach (var other in days.SelectMany(day => day.Where(item => item.Successor != day.First().Successor)))
                problems.Add(other.Where, "names another custodian than the office's other record of that date", "与该机构同日的其他记录所列档案保管机构不一致");

            var move = office.OrderBy(item => item.Date).FirstOrDefault(item => item.Successor != item.Office);
            if (move is null)
                continue;
            moves.Add(office.Key, move);
            foreach (var late in office.Where(item => item.Date > move.Date))
                problems.Add(late.Where, $"comes after the office ended on {move.Date:yyyy-MM-dd} ({move.Where})", $"晚于该机构 {move.Date:yyyy-MM-dd} 的终止（{move.Where}）");
        }
        return moves;
    }

    private static HashSet<string> Cycles(Dictionary<string, Event> moves, DataProblems problems)
    {
        var inCycle = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in moves.Keys)
        {
            var path = new List<string>();
            var office = start;
            while (moves.TryGetValue(office, out var move) && seen.Add(office))
            {
                path.Add(office);
                office = move.Successor;
            }
            var first = path.IndexOf(office);
            if (first < 0)
                continue;
            var cycle = path[first..];
            inCycle.UnionWith(cycle);
            var text = string.Join(" → ", cycle.Append(office).Select(OfficeKeys.Text));
            problems.Add(moves[office].Where, $"leads in a circle: {text}", $"形成循环：{text}");
        }
        return inCycle;
    }

    /// <param name="isComplete">Whether all records are whole: else a dead end may be one that isn't.</param>
    private static void ReachesAnOffice(Event move, Dictionary<string, Event> moves, bool isComplete, DataProblems problems)
    {
        var next = OfficeKeys.Text(move.Successor);
        if (moves.TryGetValue(move.Successor, out var onward))
            problems.Require(onward.Date >= move.Date, move.Where, $"leads to {next}, which had ended on {onward.Date:yyyy-MM-dd} ({onward.Where})", $"指向 {next}，而其已于 {onward.Date:yyyy-MM-dd} 终止（{onward.Where}）");
        else if (isComplete)
            problems.Require(!OfficeKeys.IsName(move.Successor), move.Where, $"leads to {next}, which has no code and no successor: give its code, or say what became of it", $"指向 {next}，而其既无代码又无后续：请补充代码或后续沿革");
    }

    private sealed record Event(string Where, OfficeSuccession Succession)
    {
        public DateOnly Date => Succession.Date;

        public string Office { get; } = OfficeKeys.Of(Succession.From);

        public string Successor { get; } = OfficeKeys.Successor(Succession);
    }
}
