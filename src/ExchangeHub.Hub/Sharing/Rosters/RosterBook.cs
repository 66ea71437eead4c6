using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing.Rosters;

/// <summary>Keeps who is named by entries of rosters and by sanctions, when an entry is to be looked at again, and how far feeds were gone through.</summary>
internal sealed class RosterBook(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer)
{
    private static readonly DataSet[] Rosters = [.. RosterMarking.Rosters];

    /// <summary>How far a feed was gone through; 0 in the beginning.</summary>
    public async Task<long> PositionAsync(DataSet set, string region, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Positions(context, set, region).AsNoTracking().Select(position => position.Sequence).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Says that a feed was gone through up to a version, and that all it asked for is done.</summary>
    public Task MoveAsync(DataSet set, string region, long sequence, CancellationToken cancellationToken) => writer.WriteAnewAsync(
        async (context, token) =>
        {
            if (await Positions(context, set, region).FirstOrDefaultAsync(token) is not { } position)
                context.RosterPositions.Add(new RosterPosition { DataSet = set, ProducerRegion = region, Sequence = sequence });
            else if (position.Sequence < sequence)
                position.Sequence = sequence;
            return true;
        },
        cancellationToken);

    /// <summary>Adds whom versions of a feed name.</summary>
    public Task AddAsync(DataSet set, string region, IReadOnlyCollection<Record> versions, CancellationToken cancellationToken)
    {
        var named = versions.Select(record => (record.Key, Subject: RosterMarking.SubjectOf(record.Content))).Where(pair => pair.Subject is not null)
            .Select(pair => (pair.Key, pair.Subject!.Kind, SubjectKey: pair.Subject.Key)).Distinct().ToList();
        var keys = named.Select(name => name.Key).Distinct().ToList();
        return writer.WriteAnewAsync(
            async (context, token) =>
            {
                var known = (await Of(context, set, region, keys).AsNoTracking().ToListAsync(token)).Select(subject => (subject.Key, subject.SubjectKind, subject.SubjectKey)).ToHashSet();
                context.RosterSubjects.AddRange(named.Where(name => !known.Contains(name))
                    .Select(name => new RosterSubject { DataSet = set, ProducerRegion = region, Key = name.Key, SubjectKind = name.Kind, SubjectKey = name.SubjectKey }));
                return true;
            },
            cancellationToken);
    }

    /// <summary>The entries of rosters, of whichever region, that name whom these records of a feed name or have named: the entries themselves among them.</summary>
    public async Task<List<RosterSubject>> EntriesAsync(DataSet set, string region, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var named = (await Of(context, set, region, keys).AsNoTracking().ToListAsync(cancellationToken)).Select(subject => (subject.SubjectKind, subject.SubjectKey)).ToHashSet();
        var subjects = named.Select(subject => subject.SubjectKey).Distinct().ToList();
        var entries = await context.RosterSubjects.AsNoTracking().Where(entry => subjects.Contains(entry.SubjectKey) && Rosters.Contains(entry.DataSet)).ToListAsync(cancellationToken);
        return entries.FindAll(entry => named.Contains((entry.SubjectKind, entry.SubjectKey)));
    }

    /// <summary>Entries whose day has come.</summary>
    public async Task<List<RosterSubject>> DueAsync(DateOnly today, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RosterSubjects.AsNoTracking().Where(entry => entry.NextDate <= today).OrderBy(entry => entry.NextDate).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>The sanctions that were ever against those whom these entries name.</summary>
    public async Task<List<RosterSubject>> SanctionsAsync(IReadOnlyCollection<RosterSubject> entries, CancellationToken cancellationToken)
    {
        var keys = entries.Select(entry => entry.SubjectKey).Distinct().ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RosterSubjects.AsNoTracking().Where(subject => keys.Contains(subject.SubjectKey) && !Rosters.Contains(subject.DataSet)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Says when entries are to be looked at again. Where another hub has said so since an entry was read, the earlier day counts: to look once too often
    /// changes nothing.
    /// </summary>
    public async Task PlanAsync(IEnumerable<(RosterSubject Entry, DateOnly? Next)> plans, CancellationToken cancellationToken)
    {
        foreach (var feed in plans.Where(plan => plan.Entry.NextDate != plan.Next).GroupBy(plan => (plan.Entry.DataSet, plan.Entry.ProducerRegion)))
        {
            var planned = feed.ToDictionary(plan => plan.Entry.Key);
            await writer.WriteAnewAsync(
                async (context, token) =>
                {
                    foreach (var row in await Of(context, feed.Key.DataSet, feed.Key.ProducerRegion, planned.Keys).ToListAsync(token))
                    {
                        var (entry, next) = planned[row.Key];
                        row.NextDate = row.NextDate == entry.NextDate ? next : Earlier(row.NextDate, next);
                    }
                    return true;
                },
                cancellationToken);
        }
    }

    private static IQueryable<RosterPosition> Positions(HubDbContext context, DataSet set, string region)
        => context.RosterPositions.Where(position => position.DataSet == set && position.ProducerRegion == region);

    private static IQueryable<RosterSubject> Of(HubDbContext context, DataSet set, string region, IReadOnlyCollection<string> keys)
        => context.RosterSubjects.Where(subject => subject.DataSet == set && subject.ProducerRegion == region && keys.Contains(subject.Key));

    private static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is null || other < one ? other : one;
}
