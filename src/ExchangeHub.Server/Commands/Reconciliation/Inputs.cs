using System.CommandLine;
using System.Globalization;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using Date = Google.Type.Date;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Options and arguments that several commands share. What is wrong with a value is told in the operator's language.</summary>
internal static class Inputs
{
    public static Option<string?> Participant() => new("--participant", "-p") { Description = Texts.Of("the participant: a region's back office", "参与方：地区后台系统") };

    public static Option<string> Operator() => new("--operator")
    {
        Description = Texts.Of("name of the person who asks (EXCHANGEHUB_OPERATOR)", "经办人姓名（EXCHANGEHUB_OPERATOR）"),
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("EXCHANGEHUB_OPERATOR") ?? "", // The hub says what is missing.
    };

    public static Option<string> Reason() => new("--reason") { Description = Texts.Of("why", "理由"), DefaultValueFactory = _ => "" };

    public static Argument<string> Run() => new("run") { Description = Texts.Of("id of the run", "对账批次编号") };

    public static Argument<string> Difference() => new("difference") { Description = Texts.Of("id of the difference", "差异编号") };

    /// <summary>A day, <c>yyyy-MM-dd</c>; null where it is not given.</summary>
    public static Date? Day(ParseResult parsed, Option<string?> option)
        => parsed.GetValue(option) is not { } text ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? CalendarDates.ToProto(day)
            : throw Unusable(option.Name, $"'{text}' must be a day, yyyy-MM-dd", $"“{text}”必须是日期，格式为 yyyy-MM-dd");

    /// <summary>A value of the contract by its English name, in any case; the unspecified one where it is not given.</summary>
    public static T Value<T>(ParseResult parsed, Option<string?> option, Func<T, string> name)
        where T : struct, Enum
    {
        if (parsed.GetValue(option) is not { } text)
            return default;
        // By the generated names, without underscores: `missing_at_hub` is MissingAtHub. In Chinese as the tables show it.
        var known = Enum.GetValues<T>().Where(value => !EqualityComparer<T>.Default.Equals(value, default)).ToList();
        foreach (var value in known)
        {
            if (value.ToString().Equals(text.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase) || name(value) == text)
                return value;
        }
        var names = string.Join(", ", known.Select(name));
        throw Unusable(option.Name, $"'{text}' must be one of {names}", $"“{text}”必须为以下之一：{names}");
    }

    /// <summary>Which rows are meant; the ledger where it is not said.</summary>
    public static LedgerSet Set(ParseResult parsed, Option<string?> option)
    {
        var text = parsed.GetValue(option);
        LedgerSet[] known = [LedgerSet.Unspecified, LedgerSet.Cases];
        foreach (var set in known)
        {
            if (text is null || Names.Of(set).Equals(text, StringComparison.OrdinalIgnoreCase) || Name(set).Equals(text, StringComparison.OrdinalIgnoreCase))
                return set;
        }
        throw Unusable(option.Name, $"'{text}' must be ledger or cases", $"“{text}”必须为 ledger 或 cases");

        static string Name(LedgerSet set) => set == LedgerSet.Unspecified ? "ledger" : set.ToString();
    }

    private static ConfigurationException Unusable(string where, string english, string chinese) => new([new Problem(where, english, chinese)]);
}
