using ExchangeHub.Storage.SqlServer.Check.FakeServer;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>The commands of one run of the suite, and the check of them on the database that the migrations make.</summary>
public sealed class CommandsOfTheSuite : IAsyncLifetime
{
    /// <summary>What the suite calls so is not there on purpose.</summary>
    private const string Missing = "no_such_";

    internal CapturedCommands Captured { get; } = new();

    internal TSqlCheck Check { get; } = new();

    public async Task InitializeAsync()
    {
        await ComplianceRun.RunAsync(Captured);
        Check.AddScript(HubScripts.Migrations);
        foreach (var command in Captured.All.Where(command => !command.Text.Contains(Missing, StringComparison.Ordinal)))
            Check.AddCommand(command.Text, command.Declarations);
    }

    public Task DisposeAsync()
    {
        Check.Dispose();
        return Task.CompletedTask;
    }
}
