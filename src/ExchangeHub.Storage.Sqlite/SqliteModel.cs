using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>How SQLite keeps what databases keep differently: ids as BLOBs, which it compares byte by byte. Its texts are compared so by themselves.</summary>
internal sealed class SqliteModel(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
{
    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);
        foreach (var id in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(Guid)))
            id.SetValueConverter(new NetworkOrderGuid());
    }
}
