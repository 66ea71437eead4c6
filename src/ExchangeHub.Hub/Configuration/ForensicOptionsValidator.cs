namespace ExchangeHub.Hub.Configuration;

/// <summary>Says everything that is wrong with the options of forensic inspection; the files are looked at when they are loaded.</summary>
internal static class ForensicOptionsValidator
{
    public static void Check(ForensicOptions options, Problems problems)
        => problems.Require(options.SchemeFolder.Length == 0 || Directory.Exists(options.SchemeFolder), "Forensic.SchemeFolder", "is no folder", "不是文件夹");
}
