using System.Collections.Frozen;

namespace ExchangeHub.Domain.Forensic;

/// <summary>
/// One kind of forensic work (司法鉴定执业类别): a class, a sub-category within it, or an item within that.
/// </summary>
/// <param name="Code">
/// Class letters (<c>FM</c>, <c>WZ</c>, <c>SX</c>, <c>HJ</c>); for a sub-category two digits more, for an item four, e.g. <c>FM0104</c>.
/// The letters are this project's.
/// </param>
/// <param name="Name">Name in Chinese, as the code's own part has it, e.g. 损伤时间.</param>
/// <param name="Parent">What it belongs to; null for a class.</param>
public sealed record BusinessCategory(string Code, string Name, BusinessCategory? Parent)
{
    /// <summary>Number of letters of a class.</summary>
    public const int ClassLength = 2;

    /// <summary>Length of an item's code: class letters and four digits.</summary>
    public const int ItemLength = ClassLength + 4;

    /// <summary>Whether it is an item, and no class or sub-category.</summary>
    public bool IsItem => Code.Length == ItemLength;

    /// <summary>The names from the class to itself, e.g. 法医类/法医病理/损伤时间.</summary>
    public string FullName => Parent is null ? Name : $"{Parent.FullName}/{Name}";
}

/// <summary>
/// The kinds of forensic work that there are: four classes, 法医类, 物证类, 声像资料类 and 环境损害类. Immutable; replaced whole.
/// </summary>
/// <remarks>Numbers of items are <b>not verified</b> against the official lists, so that they are data and not code.</remarks>
public sealed class BusinessCategories
{
    /// <summary>The largest file, in bytes. The built-in one takes 8 KiB.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    private readonly FrozenDictionary<string, BusinessCategory> _byCode;

    internal BusinessCategories(string version, bool verified, IReadOnlyList<BusinessCategory> all)
    {
        Version = version;
        ItemCodesVerified = verified;
        All = all;
        _byCode = all.ToFrozenDictionary(category => category.Code, StringComparer.Ordinal);
    }

    /// <summary>The list that this version of the software knows. It has no items for 环境损害类, only the seven groups.</summary>
    public static BusinessCategories BuiltIn { get; } = DataFiles.BuiltIn<BusinessCategories>("Forensic/BuiltIn/", BusinessCategoryReader.Read)[0];

    /// <summary>Version of the list, e.g. <c>2026.1</c>.</summary>
    public string Version { get; }

    /// <summary>Whether somebody has compared the numbers of items with the official lists. Those of the built-in list nobody has.</summary>
    public bool ItemCodesVerified { get; }

    /// <summary>All classes, sub-categories and items, each after what it belongs to.</summary>
    public IReadOnlyList<BusinessCategory> All { get; }

    /// <summary>The category with a code, e.g. <c>FM0104</c>, <c>FM01</c> or <c>FM</c>; null if there is none.</summary>
    public BusinessCategory? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>
    /// Reads a list that replaces the built-in one: JSON (UTF-8).
    /// <code>
    /// { "version": "2026.1", "item_codes_verified": false, "note": "",
    ///   "classes": [ { "code": "FM", "name": "法医类", "subs": [ { "code": "01", "name": "法医病理",
    ///                  "items": [ { "code": "04", "name": "损伤时间" } ] } ] } ] }
    /// </code>
    /// </summary>
    /// <exception cref="DataProblemsException">Something is wrong with it: everything that is.</exception>
    public static BusinessCategories Load(string path)
    {
        var problems = new DataProblems();
        var categories = DataFiles.Read(path, MaxFileBytes, BusinessCategoryReader.Read, problems);
        problems.ThrowIfAny();
        return categories!;
    }
}
