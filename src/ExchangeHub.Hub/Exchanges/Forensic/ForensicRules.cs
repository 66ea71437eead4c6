using System.Text.RegularExpressions;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Date = Google.Type.Date;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Rules that plans, results and rectifications have in common. Each adds every violation that it finds.</summary>
internal static partial class ForensicRules
{
    public static readonly Rule RegionCode = new("REGION_CODE", "must be an ISO 3166-2 code such as CN-CQ", "必须是 ISO 3166-2 代码（如 CN-CQ）");
    public static readonly Rule Licence = new("LICENCE_NUMBER", "must be the licence number of a forensic institution: 7 or 9 digits", "必须是司法鉴定许可证号：7 位或 9 位数字");
    public static readonly Rule Certificate = new("CERTIFICATE_NUMBER", "must be the certificate number of a forensic appraiser: 12 digits", "必须是司法鉴定人执业证号：12 位数字");
    public static readonly Rule Twice = new("TWICE", "stands there already", "重复");
    public static readonly Rule Digest = new("DIGEST", "must have 32 bytes", "必须为 32 字节");
    public static readonly Rule NeedsCorrection = new("NEEDS_CORRECTION", "is not what the version before said, and may change with a correction (CORRECT) only", "与上一版本不一致，只能以更正（CORRECT）变更");

    public static readonly TextRule Number = new(1, 100);
    public static readonly TextRule OptionalNumber = new(0, 100);
    public static readonly TextRule Name = new(1, 200);
    public static readonly TextRule Key = new(1, 64);
    public static readonly TextRule Code = new(1, 32);
    public static readonly TextRule OptionalText = new(0, 500, manyLines: true);
    public static readonly TextRule LongText = new(0, 1_000, manyLines: true);

    /// <summary>A list's limits.</summary>
    public static Rule Count(int min, int max)
        => min == 0
            ? new("ITEM_COUNT", $"must have at most {max} items", $"不得超过 {max} 项")
            : new("ITEM_COUNT", $"must have {min} to {max} items", $"必须有 {min} 至 {max} 项");

    /// <summary>A number's limits.</summary>
    public static Rule Range(int min, int max) => new("OUT_OF_RANGE", $"must be {min} to {max}", $"必须在 {min} 至 {max} 之间");

    /// <summary>Whom an inspection or a rectification is of.</summary>
    public static void Object(Violations violations, string path, InspectedObject? inspected)
    {
        if (!violations.Require(inspected is not null, "", path, CommonRules.Required))
            return;
        CommonRules.Given(violations, path, "kind", inspected!.Kind);
        if (inspected.Kind == InspectedKind.Appraiser)
            violations.Require(PracticeNumbers.IsForensicPractitioner(inspected.Number), path, "number", Certificate);
        else if (inspected.Kind == InspectedKind.Institution)
            violations.Require(PracticeNumbers.IsForensicLicence(inspected.Number), path, "number", Licence);
        violations.Require(UnifiedSocialCreditCode.IsValid(inspected.Uscc), path, "uscc", CommonRules.NotUscc);
        Name.Check(violations, path, "name", inspected.Name);
        violations.Require(PracticeNumbers.IsDivisionCode(inspected.DivisionCode), path, "division_code", CommonRules.DivisionCode);
    }

    /// <summary>A region's code.</summary>
    public static void Region(Violations violations, string path, string name, string code)
        => violations.Require(IsRegion(code), path, name, RegionCode);

    public static bool IsRegion(string code) => RegionForm().IsMatch(code);

    /// <summary>A SHA-256.</summary>
    public static void Sha256(Violations violations, string path, string name, ByteString digest)
        => violations.Require(digest.Length == 32, path, name, Digest);

    /// <summary>A complete date; null where it is absent, or is none, which is a violation then.</summary>
    /// <param name="violations">Takes the violations.</param>
    /// <param name="path">Path of the message.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="date">The date.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="past">Whether it must have come.</param>
    public static DateOnly? Day(Violations violations, string path, string name, Date? date, bool required = true, bool past = false)
    {
        if (date is null)
        {
            violations.Require(!required, path, name, CommonRules.Required);
            return null;
        }
        if (!violations.Require(CalendarDates.TryToDateOnly(date, out var day), path, name, CommonRules.NotDate))
            return null;
        violations.Require(!past || day <= violations.Today, path, name, CommonRules.Future);
        return day;
    }

    /// <summary>Dates in their order; what is absent is passed over.</summary>
    public static void InOrder(Violations violations, string path, params ReadOnlySpan<DatedField> fields)
    {
        var earlier = default(DatedField?);
        foreach (var field in fields)
        {
            if (field.Day is not { } day)
                continue;
            if (earlier is { } before)
            {
                if (field.IsAfter)
                    violations.Require(day > before.Day, path, field.Name, new Rule("DATES_OUT_OF_ORDER", $"must be after {before.Name}", $"必须晚于 {before.Name}"));
                else
                    violations.Require(day >= before.Day, path, field.Name, new Rule("DATES_OUT_OF_ORDER", $"must not be before {before.Name}", $"不得早于 {before.Name}"));
            }
            earlier = field;
        }
    }

    /// <summary>Names of the fields in which two messages of one type differ, but for some.</summary>
    public static IEnumerable<string> Changed<T>(T before, T after, params string[] except)
        where T : IMessage<T>
        => from field in before.Descriptor.Fields.InFieldNumberOrder()
           where !except.Contains(field.Name) && !Equals(field.Accessor.GetValue(before), field.Accessor.GetValue(after))
           select field.Name;

    [GeneratedRegex(@"^[A-Z]{2}-[A-Z0-9]{1,3}\z")]
    private static partial Regex RegionForm();
}

/// <summary>A date and its field's name.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Day">The day; null for none.</param>
/// <param name="IsAfter">Whether it must be after the one before, and not only not before it.</param>
internal readonly record struct DatedField(string Name, DateOnly? Day, bool IsAfter = false);
