using System.Text.Json.Nodes;
using ExchangeHub.Client.Inbox;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Cases;

namespace ExchangeHub.SampleRegion.Tests.Cases;

public sealed class CaseFileTests : IDisposable
{
    private static readonly Guid Case = Guid.CreateVersion7();

    private readonly CaseFolder _folder = new();
    private readonly FakeHub _hub = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keep_Repeat_HasNoEffect()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var delivery = Guid.CreateVersion7();

        Assert.True(await region.KeepAsync(CaseRegion.Event(CaseEventKind.Submitted, Case, 1), delivery));
        Assert.False(await region.KeepAsync(CaseRegion.Event(CaseEventKind.Withdrawn, Case, 9), delivery));

        Assert.Equal(CaseEventKind.Submitted, Assert.Single(await region.File.DeliveriesAsync(Case, default)).Event.Kind);
        Assert.Equal(1, (await region.File.FindCaseAsync(Case, default))!.Summary.Version);
    }

    [Fact]
    public async Task Keep_Addenda_AreKeptOnceAndShownInTheirOrder()
    {
        var first = new CertificateAddendum { ExchangeId = Guid.CreateVersion7().ToString(), Status = CertificateStatus.PartlyRevoked, CertificateNumber = CertificateNumbers.Parse("（2021）渝测证字第34087号"), DecisionDate = CalendarDates.ToProto(new DateOnly(2026, 1, 5)) };
        var second = new CertificateAddendum(first) { Status = CertificateStatus.Revoked };
        var id = Guid.CreateVersion7();
        await using (var region = CaseRegion.Open(_folder.Path, _hub))
        {
            Assert.True(await region.File.KeepAsync(Delivery(id, first), default));
            Assert.False(await region.File.KeepAsync(Delivery(id, first), default));
            Assert.True(await region.File.KeepAsync(Delivery(Guid.CreateVersion7(), second), default));

            Assert.Equal([first, second], await region.File.AddendaAsync(default));
        }

        var lines = new StringWriter();
        Assert.Equal(2, await AddendaExport.WriteAsync(Path.Combine(_folder.Path, "cases.db"), lines, default));
        var line = JsonNode.Parse(lines.ToString().Split('\n')[0])!;
        Assert.Equal((first.ExchangeId, "（2021）渝测证字第34087号", "CERTIFICATE_STATUS_PARTLY_REVOKED", "2026-01-05"), ((string?)line["exchange_id"], (string?)line["certificate_number"], (string?)line["status"], (string?)line["decision_date"]));

        static InboxDelivery Delivery(Guid id, CertificateAddendum addendum) => new(id, new DeliverRequest { DeliveryId = id.ToString(), CertificateAddendum = addendum });
    }

    [Fact]
    public async Task Keep_ManyAtOnceAndEachTwice_EachHasOneEffect()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var deliveries = Enumerable.Range(0, 500).Select(_ => (Event: CaseRegion.Event(CaseEventKind.Submitted, Guid.CreateVersion7(), 1), Id: Guid.CreateVersion7())).ToList();

        var kept = await Task.WhenAll(deliveries.Concat(deliveries).Select(delivery => Task.Run(() => region.KeepAsync(delivery.Event, delivery.Id))));

        Assert.Equal(500, kept.Count(isNew => isNew));
        Assert.Equal(500, (await ExportAsync()).Count);
    }

    [Fact]
    public async Task Keep_EventsOutOfOrder_NewestVersionWins()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var first = CaseRegion.Event(CaseEventKind.Submitted, Case, 1);
        first.Request = new AssistanceRequest { LetterNumber = "测试𠮷" };
        var third = CaseRegion.Event(CaseEventKind.Withdrawn, Case, 3);
        third.Case.State = CaseState.Withdrawn;

        await region.KeepAsync(third);
        await region.KeepAsync(first);

        var known = (await region.File.FindCaseAsync(Case, default))!;
        Assert.Equal((3, CaseState.Withdrawn), (known.Summary.Version, known.Summary.State));
        Assert.Equal("测试𠮷", known.Request!.LetterNumber);
    }

    [Fact]
    public async Task Keep_OneFails_OthersOfTheSameMomentAreKept()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var bad = CaseRegion.Event(CaseEventKind.Submitted, Case, 1);
        bad.Case.CaseId = "no id";

        var failing = Task.Run(() => region.KeepAsync(bad));
        var others = Enumerable.Range(0, 50).Select(_ => Task.Run(() => region.KeepAsync(CaseRegion.Event(CaseEventKind.Submitted, Guid.CreateVersion7(), 1)))).ToList();

        await Assert.ThrowsAsync<FormatException>(() => failing);
        Assert.All(await Task.WhenAll(others), Assert.True);
    }

    [Fact]
    public async Task Open_AfterARestart_KnowsWhatWasKept()
    {
        var delivery = Guid.CreateVersion7();
        await using (var region = CaseRegion.Open(_folder.Path, _hub))
            await region.KeepAsync(CaseRegion.Event(CaseEventKind.Submitted, Case, 1), delivery);

        await using var restarted = CaseRegion.Open(_folder.Path, _hub);

        Assert.False(await restarted.KeepAsync(CaseRegion.Event(CaseEventKind.Submitted, Case, 1), delivery));
        Assert.Equal(delivery, Assert.Single(await restarted.File.OpenDeliveriesAsync(default)).DeliveryId);
    }

    [Fact]
    public async Task Export_WhileTheRegionRuns_GivesDeliveriesInTheirOrder()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var second = Guid.CreateVersion7();
        var first = Guid.CreateVersion7();
        var caseEvent = CaseRegion.Event(CaseEventKind.Replied, Case, 2);
        await region.KeepAsync(caseEvent, first);
        await region.KeepAsync(CaseRegion.Event((CaseEventKind)99, Case, 3), second);

        var lines = await ExportAsync();

        Assert.Equal(
            $$"""{"delivery_id":"{{first}}","event_id":"{{caseEvent.EventId}}","case_id":"{{Case}}","version":2,"kind":"CASE_EVENT_KIND_REPLIED"}""", lines[0]);
        Assert.Equal(("99", 3), ((string)JsonNode.Parse(lines[1])!["kind"]!, (int)JsonNode.Parse(lines[1])!["version"]!));
    }

    private async Task<List<string>> ExportAsync()
    {
        await using var output = new StringWriter();
        var count = await CaseExport.WriteAsync(Path.Combine(_folder.Path, "cases.db"), output, default);
        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).ToList();
        Assert.Equal(count, lines.Count);
        return lines;
    }
}
