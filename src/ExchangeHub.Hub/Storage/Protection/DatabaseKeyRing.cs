using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage.Protection;

/// <summary>Keeps Data Protection's keys in the hub's database, so that all hubs on it have the same.</summary>
/// <remarks>
/// A hub looks for new keys once a day, and would until then not read what another encrypted under a key that it made at the
/// same moment. So of several that make a key at once only one may keep it: each key has the place that was free when its
/// hub last read the ring, and who finds it taken goes on with the other's key, since Data Protection reads the ring
/// again after it has made a key.
/// </remarks>
internal sealed class DatabaseKeyRing(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, IHubDatabase database) : IXmlRepository
{
    private const string KeyElement = "key";

    /// <summary>No key is made for ever: whoever encrypts within a transaction of an embedded database would wait for itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int _places;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        var keys = context.DataProtectionKeys.AsNoTracking().OrderBy(key => key.Number).ToList();
        Volatile.Write(ref _places, keys.Count);
        return [.. keys.Select(key => XElement.Parse(key.Xml))];
    }

    /// <summary>Data Protection asks for this without a task. It is called every 90 days, by <see cref="PayloadProtection.Renew"/>, so a thread may wait for the database.</summary>
    public void StoreElement(XElement element, string friendlyName)
    {
        var key = new DataProtectionKey { Number = Volatile.Read(ref _places) + 1, Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) };
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            writer.WriteAsync((context, _) =>
            {
                context.Add(key);
                return Task.FromResult(key);
            }, patience.Token).GetAwaiter().GetResult();
        }
        catch (DbUpdateException error) when (database.FaultOf(error) == DatabaseFault.Duplicate && element.Name == KeyElement)
        {
            return; // Another hub was faster: its key will be read and used instead.
        }
    }
}
