using System.Text;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Interop.Tools;

namespace ExchangeHub.Interop;

/// <summary>What others rely on in the files: the contract's style, the guide's table of errors, the lock of npm packages.</summary>
[Collection(WithContract.Name)]
public class RepositoryTests
{
    [NeedsToolFact(Tool.Node, Tool.Shell)]
    public async Task Contract_LintFormatAndBreakingChanges_AreInOrder()
        => (await Command.RunAsync("bash", "check-protos.sh")).Succeeded();

    /// <summary>Where this fails, the expected table is in the message, to be put into the guide.</summary>
    [Fact]
    public void Guide_TableOfErrors_IsTheCatalogue()
    {
        var table = new StringBuilder("| Reason | gRPC status | Side | Text | 中文 |\n|---|---|---|---|---|\n");
        foreach (var kind in ErrorCatalogue.All)
            table.Append($"| `{kind.Reason}` | {Status(kind)} | {kind.Side} | {kind.English} | {kind.Chinese} |\n");

        var guide = File.ReadAllText(Path.Combine(Places.Protos, "README.md"));
        Assert.True(guide.Contains(table.ToString(), StringComparison.Ordinal), $"protos/README.md must contain\n\n{table}");
    }

    /// <summary>Whoever installs takes packages from the registry that npm is set to.</summary>
    [Fact]
    public void PackageLock_NamesNoRegistry()
        => Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Path.Combine(Places.Interop, "package-lock.json")));

    /// <summary>The status as it is written on the wire, e.g. DEADLINE_EXCEEDED.</summary>
    private static string Status(ErrorKind kind)
        => kind == ErrorCatalogue.MessageRefused
            ? "varies"
            : $"`{string.Concat(kind.Code.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"))}`";
}
