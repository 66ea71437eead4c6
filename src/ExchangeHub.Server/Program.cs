using System.CommandLine;
using ExchangeHub.Server.Commands;
using ExchangeHub.Server.Commands.Reconciliation;

var root = new RootCommand(Texts.Of("ExchangeHub: data exchange between the judicial-administration systems of regions", "ExchangeHub：跨地区司法行政数据交换中心"))
{
    ServeCommand.Create(),
    MigrateCommand.Create(),
    CertificatesCommand.Create(),
    DoctorCommand.Create(),
    VerifyCommand.Create(),
    ReconcileCommand.Create(),
    ConformanceCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
