using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Hub.Validation;
using Google.Protobuf.Collections;
using Google.Type;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>Rules that contents of several data sets have in common.</summary>
internal static class RecordRules
{
    private const int MaxDocuments = 10;
    private const long MaxDocumentBytes = 200L * 1024 * 1024;
    private const int Sha256Bytes = 32;

    private static readonly Rule BeforeStart = new("BEFORE_START", "must not be before the first day", "不得早于起始日期");
    private static readonly Rule UnknownCategory = new("UNKNOWN_CATEGORY", "is no code of the business categories, for example FM02", "不是业务类别代码，例如 FM02");
    private static readonly Rule Twice = new("TWICE", "stands in another item too", "与另一项重复");
    private static readonly Rule Slash = new("SLASH", "must have no slash: it parts the record's key", "不得含斜杠：斜杠用于分隔记录主键");
    private static readonly Rule CreditRange = new("CREDIT", "must be at most 10,000 tenths of an hour, and more than 0 of a course", "不得超过 10000（单位 0.1 学时），课程学时须大于 0");
    private static readonly Rule Size = new("SIZE", "must be 1 to 209,715,200 bytes", "必须在 1 至 209715200 字节之间");
    private static readonly Rule Digest = new("DIGEST", "must be the 32 bytes of a SHA-256 digest", "必须是 32 字节的 SHA-256 摘要");

    public static readonly TextRule Text50 = new(1, 50);
    public static readonly TextRule Text100 = new(1, 100);
    public static readonly TextRule Text200 = new(1, 200);
    public static readonly TextRule UpTo100 = new(0, 100);
    public static readonly TextRule UpTo200 = new(0, 200);
    public static readonly TextRule UpTo500 = new(0, 500);
    public static readonly TextRule Facts = new(2, 1000, manyLines: true);
    private static readonly TextRule PersonKey = new(1, 40);
    private static readonly TextRule MediaType = new(3, 100);

    /// <summary>A rule about how many items a list may have.</summary>
    public static Rule Count(int min, int max) => min == 0
        ? new("ITEM_COUNT", $"must have at most {max} items", $"不得超过 {max} 项")
        : new("ITEM_COUNT", $"must have {min} to {max} items", $"必须有 {min} 至 {max} 项");

    private static readonly Rule DocumentCount = Count(0, MaxDocuments);

    public static void Uscc(Violations violations, string path, string name, string uscc)
        => violations.Require(UnifiedSocialCreditCode.IsValid(uscc), path, name, uscc.Length == 0 ? CommonRules.Required : CommonRules.NotUscc);

    public static void OptionalUscc(Violations violations, string path, string name, string uscc)
        => violations.Require(uscc.Length == 0 || UnifiedSocialCreditCode.IsValid(uscc), path, name, CommonRules.NotUscc);

    /// <summary>Code of an institution, or certificate number of a person, whose kind is not known here.</summary>
    public static void MemberKey(Violations violations, string path, string name, string key, bool isInstitution)
    {
        if (isInstitution)
            Uscc(violations, path, name, key);
        else
            PersonKey.Check(violations, path, name, key);
        NoSlash(violations, path, name, key);
    }

    /// <summary>The last part of a key of two: without a slash, no two pairs make one key.</summary>
    public static void NoSlash(Violations violations, string path, string name, string text) => violations.Require(!text.Contains('/'), path, name, Slash);

    /// <summary>A complete date that must be there; null, with a violation, where it is not.</summary>
    public static DateOnly? Date(Violations violations, string path, string name, Date? date)
    {
        if (date is null)
            violations.Add(path, name, CommonRules.Required);
        return OptionalDate(violations, path, name, date);
    }

    /// <summary>A complete date, or none.</summary>
    public static DateOnly? OptionalDate(Violations violations, string path, string name, Date? date)
    {
        if (CalendarDates.TryToDateOnly(date, out var value))
            return value;
        violations.Require(date is null, path, name, CommonRules.NotDate);
        return null;
    }

    /// <summary>A complete date that is not in the future.</summary>
    public static DateOnly? PastDate(Violations violations, string path, string name, Date? date)
    {
        var value = Date(violations, path, name, date);
        return value is null || violations.Require(value <= violations.Today, path, name, CommonRules.Future) ? value : null;
    }

    /// <summary>That a last day, where both are known, does not come before the first.</summary>
    public static bool InOrder(Violations violations, string path, string name, DateOnly? first, DateOnly? last)
        => violations.Require(first is null || last is null || last >= first, path, name, BeforeStart);

    /// <summary>Business categories: known, and none twice.</summary>
    public static void Scopes(Violations violations, string path, RepeatedField<string> scopes, int max, Rule count)
    {
        // A list that is too long is not looked into: what a record can cost has a limit.
        if (scopes.Count == 0 || !violations.Require(scopes.Count <= max, path, "scopes", count))
            return;
        var known = BusinessCategories.BuiltIn;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < scopes.Count; i++)
        {
            if (known.Find(scopes[i]) is null)
                violations.Add(path, $"scopes[{i}]", UnknownCategory);
            else if (!seen.Add(scopes[i]))
                violations.Add(path, $"scopes[{i}]", Twice);
        }
    }

    public static void Credit(Violations violations, string path, int tenths, int min)
        => violations.Require(tenths >= min && tenths <= 10_000, path, "credit_tenths", CreditRange);

    /// <summary>Papers of a record. That an attachment fits its paper is checked when it is bound.</summary>
    public static void Documents(Violations violations, string path, RepeatedField<AttachedDocument> documents)
    {
        if (documents.Count == 0 || !violations.Require(documents.Count <= MaxDocuments, path, "documents", DocumentCount))
            return;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < documents.Count; i++)
        {
            var (document, item) = (documents[i], $"{path}.documents[{i}]");
            if (violations.Require(CommonRules.IsUuid(document.AttachmentId), item, "attachment_id", CommonRules.NotUuid))
                violations.Require(seen.Add(document.AttachmentId), item, "attachment_id", Twice);
            Text200.Check(violations, item, "name", document.Name);
            MediaType.Check(violations, item, "media_type", document.MediaType);
            violations.Require(document.Size is >= 1 and <= MaxDocumentBytes, item, "size", Size);
            violations.Require(document.Sha256.Length == Sha256Bytes, item, "sha256", Digest);
        }
    }
}
