using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>
/// How PostgreSQL keeps what databases keep differently: ids as <c>uuid</c>, which it orders byte by byte, and texts in the
/// collation "C", so that they are compared by code point whatever language the database was made for.
/// </summary>
internal sealed class PostgreSqlModel(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
{
    private const string ByCodePoint = "C";

    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);
        foreach (var text in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.ClrType == typeof(string)))
            text.SetCollation(ByCodePoint);
    }
}
