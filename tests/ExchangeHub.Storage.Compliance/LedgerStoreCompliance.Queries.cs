using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What is read from a ledger: pages, texts.</summary>
public abstract partial class LedgerStoreCompliance
{
    [SkippableFact]
    public async Task PageById_WhileOthersAppend_ShowsEveryEarlierEntryOnceAndInOrder()
    {
        const int PageSize = 7;
        var entries = Enumerable.Range(0, 100).Select(i => Bare(Guid.CreateVersion7(Time.AddMilliseconds(i)))).ToArray();
        await AppendAsync(entries);
        var seen = new List<Guid>();
        await using var context = Context();

        for (var last = Guid.Empty; ;)
        {
            var page = await context.LedgerEntries.AsNoTracking().Where(entry => entry.Id > last).OrderBy(entry => entry.Id).Take(PageSize).Select(entry => entry.Id).ToListAsync();
            if (page.Count == 0)
                break;
            seen.AddRange(page);
            last = page[^1];
            if (seen.Count < entries.Length)
                await AppendAsync(Bare(Guid.CreateVersion7(Time.AddMilliseconds(-seen.Count)))); // Before what was read already.
        }

        Assert.Equal(entries.Select(entry => entry.Id), seen);
    }

    [SkippableFact]
    public async Task PageById_Backwards_IsTheSameOrder()
    {
        var entries = Enumerable.Range(0, 30).Select(i => Bare(Guid.CreateVersion7(Time.AddMilliseconds(i)))).ToArray();
        await AppendAsync(entries);
        await using var context = Context();

        var newest = await context.LedgerEntries.OrderByDescending(entry => entry.Id).Skip(5).Take(10).Select(entry => entry.Id).ToListAsync();

        Assert.Equal(entries.Select(entry => entry.Id).Reverse().Skip(5).Take(10), newest);
    }

    [SkippableTheory]
    [InlineData("a", "A")]
    [InlineData("a", "á")]
    [InlineData("𠮷", "")] // Old collations give rare characters no weight at all.
    [InlineData("𠮷", "𪚥")]
    [InlineData("测试𠮷", "测试")]
    [InlineData("证", "證")]
    [InlineData("a", "ａ")] // Full width.
    [InlineData("カ", "か")]
    [InlineData("一", "二")]
    public async Task WhereText_AnotherText_IsNotTheSame(string text, string another)
    {
        await AppendAsync(Bare(Guid.CreateVersion7()) with { OperatorName = text }, Bare(Guid.CreateVersion7()) with { OperatorName = another });
        await using var context = Context();

        Assert.Equal(text, (await context.LedgerEntries.AsNoTracking().SingleAsync(entry => entry.OperatorName == text)).OperatorName);
        Assert.Equal(another, (await context.LedgerEntries.AsNoTracking().SingleAsync(entry => entry.OperatorName == another)).OperatorName);
    }

    [SkippableFact]
    public async Task OrderByText_Ascii_IsTheOrdinalOrder()
    {
        string[] texts = ["b", "B", "a", "A", "a-b", "a_b", "ab", "a b", "a1", "a10", "a2", "Z", "~", "0", ""];
        await AppendAsync([.. texts.Select(text => Bare(Guid.CreateVersion7()) with { OperatorName = text })]);
        await using var context = Context();

        var read = await context.LedgerEntries.OrderBy(entry => entry.OperatorName).Select(entry => entry.OperatorName).ToListAsync();

        Assert.Equal(texts.Order(StringComparer.Ordinal), read);
    }
}
