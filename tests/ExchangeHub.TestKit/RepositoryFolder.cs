namespace ExchangeHub.TestKit;

/// <summary>The folder of the solution, found by walking up from the test's own.</summary>
public static class RepositoryFolder
{
    public static string Root { get; } = Find();

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "ExchangeHub.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No folder above the test holds ExchangeHub.sln.");
    }
}
