using System.Globalization;
using System.Text.Json;
using ExchangeHub.Domain.Inspections;

namespace ExchangeHub.Domain.Tests.Inspections;

/// <summary>
/// <c>protos/draw-vectors.json</c> is part of the contract. Where one of these fails, the method has changed, and no draw that
/// was ever published can be repeated: change the code back, not the file.
/// </summary>
public class DrawVectorTests
{
    private static readonly Dictionary<string, Vector> Vectors =
        JsonSerializer.Deserialize<VectorFile>(File.ReadAllText("draw-vectors.json"), JsonSerializerOptions.Web)!.Vectors.ToDictionary(vector => vector.Name);

    public static TheoryData<string> Names { get; } = [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tickets_Vector_AreAsItSays(string name)
    {
        var vector = Vectors[name];

        Assert.NotEmpty(vector.ObjectTickets);
        Assert.All(vector.ObjectTickets, item => Assert.Equal(item.Ticket, Convert.ToHexStringLower(DrawTickets.OfObject(vector.SeedBytes, item.Key))));
        Assert.NotEmpty(vector.TeamTickets);
        Assert.All(vector.TeamTickets, item => Assert.Equal(item.Ticket, Convert.ToHexStringLower(DrawTickets.OfInspector(vector.SeedBytes, item.Object, item.Inspector))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_Vector_DrawsWhatItSays(string name)
    {
        var vector = Vectors[name];
        var plan = vector.Plan.ToPlan();

        Assert.Equal(vector.Plan.SeedCommitment, DrawSeed.Commitment(vector.SeedBytes));
        Assert.Empty(DoubleRandomDraw.Check(plan));
        Assert.Equal(DrawSamples.Text(new DrawResult(vector.Drawn)), DrawSamples.Text(DoubleRandomDraw.Draw(plan, vector.SeedBytes)));
        Assert.Empty(DoubleRandomDraw.Verify(plan, vector.SeedBytes, new DrawResult(vector.Drawn)));
    }

    private sealed record VectorFile(IReadOnlyList<Vector> Vectors);

    private sealed record Vector(
        string Name, string Note, string Seed, PlanVector Plan, IReadOnlyList<ObjectTicket> ObjectTickets, IReadOnlyList<TeamTicket> TeamTickets, IReadOnlyList<DrawnObject> Drawn)
    {
        public byte[] SeedBytes => Convert.FromHexString(Seed);
    }

    private sealed record PlanVector(
        string SeedCommitment, string RatioPercent, IReadOnlyList<DrawObject> Objects, IReadOnlyList<InspectorVector> Inspectors,
        int OfficersPerObject, int ExpertsPerObject, int? MaxObjectsPerInspector)
    {
        public DrawPlan ToPlan() => new()
        {
            SeedCommitment = SeedCommitment,
            RatioPercent = decimal.Parse(RatioPercent, CultureInfo.InvariantCulture),
            Objects = Objects,
            Inspectors = [.. Inspectors.Select(item => new DrawInspector(item.Key, Enum.Parse<InspectorRole>(item.Role, ignoreCase: true), item.Region, item.Institution))],
            OfficersPerObject = OfficersPerObject,
            ExpertsPerObject = ExpertsPerObject,
            MaxObjectsPerInspector = MaxObjectsPerInspector,
        };
    }

    private sealed record InspectorVector(string Key, string Role, string Region, string Institution);

    private sealed record ObjectTicket(string Key, string Ticket);

    private sealed record TeamTicket(string Object, string Inspector, string Ticket);
}
