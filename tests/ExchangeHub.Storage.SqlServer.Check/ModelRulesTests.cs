using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.SqlServer.Check;

public class ModelRulesTests
{
    [Fact]
    public void Model_OfTheHub_KeepsAllRules()
    {
        using var services = new ServiceCollection().AddSqlServerStore(ComplianceRun.Nowhere).BuildServiceProvider();
        using var context = services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContext();
        var model = RelationalModel(context);

        Assert.NotEmpty(model.Tables);
        Problem.AssertNone(ModelRules.All(model));
    }

    [Theory]
    [InlineData("int", 4)]
    [InlineData("decimal(38,10)", 17)]
    [InlineData("datetimeoffset(7)", 10)]
    [InlineData("binary(16)", 16)]
    [InlineData("varbinary(max)", null)]
    [InlineData("nvarchar(450)", 900)]
    [InlineData("nvarchar(max)", null)]
    [InlineData("varchar(900)", 900)]
    [InlineData("rowversion", 8)]
    [InlineData("xml", null)]
    public void BytesOf_StoreType_IsThatOfTheLongestValue(string storeType, int? expected) => Assert.Equal(expected, ModelRules.BytesOf(storeType));

    [Fact]
    public void Cascades_InALine_Pass()
        => Assert.Empty(ModelRules.Cascades(Model(model =>
        {
            Reference<A, B>(model, "a");
            Reference<B, C>(model, "b");
        })));

    [Fact]
    public void Cascades_InTwoWays_AreReported()
        => Assert.Equal(["A: a deletion reaches C in 2 ways"], ModelRules.Cascades(Model(model =>
        {
            Reference<A, B>(model, "a");
            Reference<A, C>(model, "a");
            Reference<B, C>(model, "b");
        })));

    [Fact]
    public void Cascades_TwiceToTheSameTable_AreReported()
        => Assert.Equal(["A: a deletion reaches B in 2 ways"], ModelRules.Cascades(Model(model =>
        {
            Reference<A, B>(model, "one");
            Reference<A, B>(model, "two", DeleteBehavior.SetNull);
        })));

    [Fact]
    public void Cascades_InACycle_AreReported()
        => Assert.Equal(["A: a deletion comes back to it", "B: a deletion comes back to it"], ModelRules.Cascades(Model(model =>
        {
            Reference<A, B>(model, "a");
            Reference<B, A>(model, "b");
        })));

    [Fact]
    public void Cascades_ToTheTableItself_AreReported()
        => Assert.Equal(["A: a deletion comes back to it"], ModelRules.Cascades(Model(model => Reference<A, A>(model, "parent"))));

    [Fact]
    public void Cascades_ThatDoNothing_Pass()
        => Assert.Empty(ModelRules.Cascades(Model(model => Reference<A, A>(model, "parent", DeleteBehavior.Restrict))));

    [Theory]
    [InlineData(450, true, false)]
    [InlineData(451, true, true)]
    [InlineData(850, false, false)]
    [InlineData(851, false, true)]
    public void KeyBytes_OfAPrimaryKey_AreBounded(int length, bool clustered, bool reported)
    {
        var model = Model(model => model.Entity<D>(d =>
        {
            d.Property(x => x.Text).HasMaxLength(length);
            d.HasKey(x => x.Text).IsClustered(clustered);
        }));

        Assert.Equal(reported ? [$"PK_D: {2 * length} bytes are more than {(clustered ? ModelRules.ClusteredBytes : ModelRules.NonclusteredBytes)}"] : [], ModelRules.KeyBytes(model));
    }

    [Fact]
    public void KeyBytes_OfAnIndex_AreThoseOfItsColumnsTogether()
    {
        var model = Model(model => model.Entity<D>(d =>
        {
            d.HasKey(x => x.Id);
            d.Property(x => x.Text).HasMaxLength(600);
            d.Property(x => x.Bytes).HasMaxLength(501);
            d.HasIndex(x => new { x.Text, x.Bytes });
        }));

        Assert.Equal(["IX_D_Text_Bytes: 1701 bytes are more than 1700"], ModelRules.KeyBytes(model));
    }

    [Fact]
    public void KeyTypes_WithoutBound_AreReported()
    {
        var model = Model(model => model.Entity<D>(d =>
        {
            d.HasKey(x => x.Id);
            d.Property(x => x.Text).HasColumnType("nvarchar(max)");
            d.Property(x => x.Bytes).HasColumnType("varbinary(max)");
            d.HasAlternateKey(x => x.Text);
            d.HasIndex(x => new { x.Id, x.Bytes });
        }));

        Assert.Equal(["AK_D_Text: Text is nvarchar(max)", "IX_D_Id_Bytes: Bytes is varbinary(max)"], ModelRules.KeyTypes(model));
    }

    [Fact]
    public void RowVersions_TwoInATable_AreReported()
    {
        var model = Model(model => model.Entity<D>(d =>
        {
            d.HasKey(x => x.Id);
            d.Property(x => x.Bytes).IsRowVersion();
            d.Property<byte[]>("Another").IsRowVersion();
        }));

        Assert.Equal(["D: Another, Bytes are all rowversion"], ModelRules.RowVersions(model));
    }

    private static void Reference<TPrincipal, TDependent>(ModelBuilder model, string key, DeleteBehavior behavior = DeleteBehavior.Cascade)
        where TPrincipal : class
        where TDependent : class
    {
        model.Entity<TDependent>().Property<int?>(key);
        model.Entity<TDependent>().HasOne<TPrincipal>().WithMany().HasForeignKey(key).OnDelete(behavior);
    }

    private static IRelationalModel Model(Action<ModelBuilder> build)
    {
        // Without the cache, or all models of the one context class would be the first.
        var options = new DbContextOptionsBuilder().UseSqlServer(ComplianceRun.Nowhere).EnableServiceProviderCaching(false).Options;
        using var context = new AnyContext(build, options);
        return RelationalModel(context);
    }

    private static IRelationalModel RelationalModel(DbContext context) => context.GetService<IDesignTimeModel>().Model.GetRelationalModel();

    private sealed class AnyContext(Action<ModelBuilder> build, DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => build(modelBuilder);
    }

    private sealed class A
    {
        public int Id { get; init; }
    }

    private sealed class B
    {
        public int Id { get; init; }
    }

    private sealed class C
    {
        public int Id { get; init; }
    }

    private sealed class D
    {
        public int Id { get; init; }

        public string Text { get; init; } = "";

        public byte[] Bytes { get; init; } = [];
    }
}
