using System.CommandLine;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary><c>exchangehub reconcile</c>: runs and watches reconciliation at a hub, and deals with differences. Exit codes at <see cref="Outcome"/>.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var hub = new RemoteHub();
        var json = Json.Option();
        var command = new Command("reconcile", Texts.Of("Compare ledgers with regions, and deal with differences, as an operator of a hub", "以运维人员身份与各地区对账，并处理差异"))
        {
            RunCommands.Start(hub, json),
            RunCommands.Watch(hub, json),
            RunCommands.Cancel(hub, json),
            ShowCommand.Create(hub, json),
            ExportCommand.Create(hub),
            DifferenceCommands.Create(hub, json),
            json,
        };
        hub.AddTo(command);
        return command;
    }
}
