using Microsoft.Extensions.Configuration;

namespace ExchangeHub.Hub.Configuration;

/// <summary>Reads the configuration file, again at each reload.</summary>
public static class HubConfiguration
{
    /// <summary>Environment variables that begin so override the file, e.g. <c>EXCHANGEHUB__Store__Path</c>.</summary>
    public const string EnvironmentPrefix = "EXCHANGEHUB__";

    /// <summary>Where a hub listens whose file doesn't say.</summary>
    public const string DefaultListen = "127.0.0.1:7443";

    /// <summary>Reads <paramref name="file"/>; a setting that does not exist is a problem, not a silence.</summary>
    /// <exception cref="ConfigurationException">The file is missing, is no JSON, or has an unknown setting.</exception>
    public static HubOptions Read(string file)
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .Build();
            RefuseNulls(configuration);
            var options = configuration.Get<HubOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new HubOptions();
            return Complete(options, Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException or FormatException or UnauthorizedAccessException)
        {
            var cause = error.GetBaseException().Message;
            throw new ConfigurationException([new Problem(file, cause, $"无法读取：{cause}")]);
        }
    }

    /// <summary>Nothing may be null: whoever writes it means that it is absent, and can leave it out.</summary>
    private static void RefuseNulls(IConfigurationRoot configuration)
    {
        var problems = new Problems();
        foreach (var (key, _) in configuration.AsEnumerable().Where(pair => pair.Value is null && !configuration.GetSection(pair.Key).GetChildren().Any()))
            problems.Add(key.Replace(':', '.'), "must not be null", "不得为 null");
        problems.ThrowIfAny();
    }

    private static HubOptions Complete(HubOptions options, string folder)
    {
        string Absolute(string path) => path.Length == 0 ? "" : Path.GetFullPath(path, folder);
        return options with
        {
            Listen = options.Listen.Count > 0 ? options.Listen : [DefaultListen],
            CertificateFile = Absolute(options.CertificateFile),
            CertificateKeyFile = Absolute(options.CertificateKeyFile),
            PersonIndexKeyFile = Absolute(options.PersonIndexKeyFile),
            Store = options.Store with { Path = Absolute(options.Store.Path) },
            Regions =
            [
                .. options.Regions.Select(region => region with
                {
                    TrustAnchorFiles = [.. region.TrustAnchorFiles.Select(Absolute)],
                    RevocationListFiles = [.. region.RevocationListFiles.Select(Absolute)],
                }),
            ],
        };
    }
}
