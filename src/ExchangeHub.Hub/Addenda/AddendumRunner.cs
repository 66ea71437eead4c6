using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Addenda;

/// <summary>
/// Tells those who were told that a certificate is authentic what has become of it since (撤销后补充通知): goes through what regions have
/// published of revoked certificates, and gives each earlier asker an addendum. A run that was missed or cut short is made good by the next.
/// </summary>
internal sealed partial class AddendumRunner(RevokedFeed feed, AddendumBook book, DeliveryDispatcher dispatcher, TimeProvider clock, ILogger<AddendumRunner> logger)
{
    /// <summary>Longer than any query may take: an answer that was given before a revocation was known has its entry by then.</summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromMinutes(15);

    /// <summary>Does what there is to do. Returns how many addenda it gave.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var given = 0;
        foreach (var region in await feed.ProducersAsync(cancellationToken))
        {
            try
            {
                given += await RunAsync(region, cancellationToken);
            }
            catch (HubException error) when (error.Kind == ErrorCatalogue.StoredDataUnreadable)
            {
                LogUnreadable(logger, region); // The other regions' go on.
            }
        }
        return given;
    }

    /// <summary>The latest versions are gone through at once, and once more the next time; that gives nobody a second addendum.</summary>
    private async Task<int> RunAsync(string region, CancellationToken cancellationToken)
    {
        var now = clock.LedgerNow();
        var (sequence, given) = (await book.MarkAsync(region, cancellationToken), 0);
        while (true)
        {
            var round = await feed.NextAsync(region, sequence, now - InFlight, ChinaTime.DateOf(now), cancellationToken);
            if (round.Last == sequence)
                return given;
            if (round.Certificates.Count > 0)
                given += await GiveAsync(region, round, cancellationToken);
            if (round.Mark > sequence)
                await book.MoveMarkAsync(region, round.Mark, cancellationToken);
            LogRound(logger, region, round.Last, round.Certificates.Count, given);
            sequence = round.Last;
        }
    }

    private async Task<int> GiveAsync(string region, RevokedRound round, CancellationToken cancellationToken)
    {
        var given = 0;
        await foreach (var answers in book.FindAsync(region, round.Certificates, cancellationToken))
        {
            var addressees = await book.AddAsync(answers, round.Certificates, cancellationToken);
            foreach (var addressee in addressees.Distinct())
                dispatcher.Signal(addressee);
            given += addressees.Count;
        }
        return given;
    }

    [LoggerMessage(2120, LogLevel.Information, "Revoked certificates of {Region} up to version {Sequence}: {Certificates} looked for in earlier answers, {Given} addenda given")]
    private static partial void LogRound(ILogger logger, string region, long sequence, int certificates, int given);

    [LoggerMessage(2121, LogLevel.Error, "Revoked certificates of {Region} can't be read: nobody is told of them until they can")]
    private static partial void LogUnreadable(ILogger logger, string region);
}
