using ExchangeHub.TestKit;

namespace ExchangeHub.Interop.Tools;

/// <summary>
/// What the tests with Node and buf share: the packages of <c>package.json</c>, installed once where they are missing, and
/// the contract as an image (a descriptor set) that buf made.
/// </summary>
public sealed class Contract : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>File of the contract with everything that it imports.</summary>
    public string Image => _folder.File("exchangehub.binpb");

    public async Task InitializeAsync()
    {
        if (new NeedsToolFactAttribute(Tool.Node, Tool.Shell).Skip is not null)
            return; // Then every test that would use it is skipped too.
        if (!Directory.Exists(Places.NodeModules))
            (await Command.RunAsync("npm", "ci")).Succeeded();
        var workspace = _folder.File("workspace");
        (await Command.RunAsync("bash", "workspace.sh", Places.Protos, workspace)).Succeeded();
        (await Command.RunAsync(Places.Buf, "build", workspace, "-o", Image)).Succeeded();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}

/// <summary>Tests that use <see cref="Contract"/>.</summary>
[CollectionDefinition(Name)]
public sealed class WithContract : ICollectionFixture<Contract>
{
    public const string Name = "contract";
}
