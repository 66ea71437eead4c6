using System.CommandLine;
using ExchangeHub.Benchmarks;
using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Cases;
using ExchangeHub.Benchmarks.Reconciliation;
using ExchangeHub.Benchmarks.Sharing;

var root = BenchmarkCommands.Compare(new RootCommand("Compare the hub with other ways from a caller to a back office, on this machine"));
root.Subcommands.Add(BenchmarkCommands.Soak());
root.Subcommands.Add(BenchmarkCommands.Start());
root.Subcommands.Add(CaseBenchmark.Create());
root.Subcommands.Add(ReconciliationBenchmark.Create());
root.Subcommands.Add(SharingBenchmark.Create());
root.Subcommands.Add(RoleCommand.Create());
// After Ctrl-C the children are given time to stop and the folder to go.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
