using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Tests.Storage;

/// <summary>A database that says of every error what the test wants.</summary>
internal sealed class StubDatabase(DatabaseFault fault = DatabaseFault.Other) : IHubDatabase
{
    public DatabaseFault FaultOf(Exception exception) => fault;

    public Task MigrateAsync(HubDbContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Finding>> ExamineAsync(TimeProvider clock, CancellationToken cancellationToken) => throw new NotSupportedException();
}
