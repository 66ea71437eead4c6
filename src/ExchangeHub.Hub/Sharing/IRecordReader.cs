using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Errors;
using Grpc.Core;

namespace ExchangeHub.Hub.Sharing;

/// <summary>What the slices read of published records (已发布的记录), and by what right.</summary>
internal interface IRecordReader
{
    /// <summary>All records of a producer that are in effect on a day, as known now, in the order of their keys; without deletions. They are streamed, never held together.</summary>
    IAsyncEnumerable<Record> InEffectAsync(DataSet set, string producerRegion, DateOnly day, CancellationToken cancellationToken);

    /// <summary>The regions that have published in a data set, in the order of their codes.</summary>
    Task<IReadOnlyList<string>> ProducersAsync(DataSet set, CancellationToken cancellationToken);

    /// <summary>Records a use of a data set for a purpose, and says whose records the caller may read.</summary>
    /// <param name="context">The call.</param>
    /// <param name="set">The data set.</param>
    /// <param name="producerRegion">Whose records are to be read; empty: all that the caller may read.</param>
    /// <param name="purpose">The purpose; empty where none was given, which is refused where another region's records are read.</param>
    /// <param name="operatorName">The name of the person who asks; empty likewise.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The producers, in the order of their codes; at least the one that was named.</returns>
    /// <exception cref="HubException">The caller may not read it, or gave no purpose.</exception>
    Task<IReadOnlyList<string>> RequireReadableAsync(ServerCallContext context, DataSet set, string producerRegion, string purpose, string operatorName, CancellationToken cancellationToken);
}
