using CsCheck;

namespace ExchangeHub.Domain.Tests;

/// <summary>Generated input that several tests share. All persons are synthetic (测试): the area 5x9999 doesn't exist.</summary>
internal static class Generators
{
    /// <summary>"Today" of every test that doesn't choose its own.</summary>
    internal static readonly DateOnly Today = new(2026, 6, 1);

    /// <summary>Any UTF-16 units at all, lone surrogates too, mixed with those that the rules are about.</summary>
    internal static readonly Gen<string> AnyText = Mixed(
        "（）〔〕［］[]【】﹝﹞()２０1７年度渝证證公字第号號补正-－—–−‐ 　\u200B\u00B7•・‧．.･\u0301\u00B4\uFE0F\uDB40\uDD00"
        + "\uD842\uDFB7\uFFFE\uFFFF\uFFFD\uE000〇○零Ｏ戶户鍾");

    /// <summary>Text with many digits in it.</summary>
    internal static readonly Gen<string> TextWithDigits =
        Gen.OneOf(Gen.Char["0123456789"], Gen.Char["0123456789"], Gen.Char["0123456789"], Gen.Char["０９xXｘＸ证 *,"])
            .Array[0, 120].Select(chars => new string(chars));

    /// <summary>Valid resident identity numbers.</summary>
    internal static readonly Gen<string> ResidentNumber = Gen.Select(
        Gen.OneOf("519999", "509999"),
        Gen.DateOnly[new DateOnly(1900, 1, 1), Today],
        Gen.Int[0, 999],
        (area, birth, sequence) => ResidentId.Complete($"{area}{birth:yyyyMMdd}{sequence:D3}"));

    private static Gen<string> Mixed(string special) =>
        Gen.OneOf(Gen.Char, Gen.Char[special], Gen.Char[special]).Array[0, 60].Select(chars => new string(chars));
}
