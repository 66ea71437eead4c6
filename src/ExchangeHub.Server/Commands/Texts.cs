using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Server.Commands;

/// <summary>The command line's language: that of <c>EXCHANGEHUB_LANGUAGE</c>, else of <c>LC_ALL</c> or <c>LANG</c> if it is English, else Chinese.</summary>
public static class Texts
{
    /// <summary>The language.</summary>
    public static Language Language { get; } = Languages.Preferred(
        Environment.GetEnvironmentVariable("EXCHANGEHUB_LANGUAGE") ?? Environment.GetEnvironmentVariable("LC_ALL") ?? Environment.GetEnvironmentVariable("LANG") ?? "");

    /// <summary>The text in that language.</summary>
    public static string Of(string english, string chinese) => Language.Of(english, chinese);
}
