namespace ExchangeHub.Demo;

/// <summary>The folder for databases: the given one, which stays, or a temporary one, which is deleted.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool _temporary;

    private DemoFolder(string path, bool temporary) => (Path, _temporary) = (path, temporary);

    public string Path { get; }

    public static DemoFolder Use(string? path)
        => path is null
            ? new DemoFolder(Directory.CreateTempSubdirectory("exchangehub-demo-").FullName, temporary: true)
            : new DemoFolder(Directory.CreateDirectory(path).FullName, temporary: false);

    public void Dispose()
    {
        if (_temporary)
            Directory.Delete(Path, recursive: true);
    }
}
