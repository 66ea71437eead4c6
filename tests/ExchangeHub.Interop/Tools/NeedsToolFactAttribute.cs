namespace ExchangeHub.Interop.Tools;

/// <summary>A program that a test needs and this solution does not bring along.</summary>
public enum Tool
{
    /// <summary>The curl command.</summary>
    Curl,

    /// <summary>Bash, git and tar, for the scripts.</summary>
    Shell,

    /// <summary>Node, and the packages of <c>package.json</c>, buf among them: installed, or installable with npm.</summary>
    Node,
}

/// <summary>A fact that is skipped, and says how to have it run, where a program is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsToolFactAttribute : FactAttribute
{
    public NeedsToolFactAttribute(params Tool[] tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        Tools = tools;
        var missing = tools.Select(Missing).OfType<string>().ToList();
        if (missing.Count > 0)
            Skip = string.Join("; ", missing);
    }

    public IReadOnlyList<Tool> Tools { get; }

    private static string? Missing(Tool tool) => tool switch
    {
        Tool.Curl when !OnPath("curl") => "curl is missing; install it with: apt-get install curl",
        Tool.Shell when !OnPath("bash") || !OnPath("git") || !OnPath("tar") => "bash, git or tar is missing; install them with: apt-get install bash git tar",
        Tool.Node when !OnPath("node") => "node is missing; install it with: apt-get install nodejs npm",
        Tool.Node when !Directory.Exists(Places.NodeModules) && !OnPath("npm") => "npm is missing; install it with: apt-get install npm",
        _ => null,
    };

    private static bool OnPath(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + ".exe")));
}
