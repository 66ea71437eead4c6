using Microsoft.Extensions.Primitives;

namespace ExchangeHub.Hub.Errors;

/// <summary>The two languages that texts for people come in.</summary>
public enum Language
{
    /// <summary>zh-CN, the default.</summary>
    Chinese,

    /// <summary>English.</summary>
    English,
}

/// <summary>Chooses between the two.</summary>
public static class Languages
{
    /// <summary>The language that an <c>accept-language</c> value prefers: the first of the two that it names, Chinese where it names neither.</summary>
    public static Language Preferred(StringValues acceptLanguage)
    {
        foreach (var value in acceptLanguage)
        {
            foreach (var range in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (range.StartsWith("zh", StringComparison.OrdinalIgnoreCase))
                    return Language.Chinese;
                if (range.StartsWith("en", StringComparison.OrdinalIgnoreCase))
                    return Language.English;
            }
        }
        return Language.Chinese;
    }

    /// <summary>The BCP 47 tag.</summary>
    public static string Locale(this Language language) => language == Language.Chinese ? "zh-CN" : "en";

    /// <summary>The text in this language.</summary>
    public static string Of(this Language language, string english, string chinese) => language == Language.Chinese ? chinese : english;
}
