using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Sharing.Grants;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Sharing;

/// <summary>The right to read one feed.</summary>
/// <param name="Definition">The data set.</param>
/// <param name="ProducerRegion">Whose feed.</param>
/// <param name="SeesInternal">Whether records for the departments only are among what may be seen.</param>
/// <param name="GrantId">The grant that it rests on; null where it needs none.</param>
internal sealed record ReadRight(DataSetDefinition Definition, string ProducerRegion, bool SeesInternal, Guid? GrantId)
{
    /// <summary>Whether the record may be seen.</summary>
    public bool Sees(Record record) => SeesInternal || record.Content is null || !Definition.IsInternal(record.Content);

    /// <summary>The record as who has this right gets it in a feed: without content where it may not be seen, so that numbers and sums still agree.</summary>
    public Record Shown(Record record)
    {
        if (Sees(record))
            return record;
        var shown = record.Clone();
        (shown.Content, shown.Reason) = (null, "");
        return shown;
    }
}

/// <summary>Decides who may read what (共享属性).</summary>
internal sealed class ReadRights(HubStateHolder state, GrantBook grants)
{
    /// <summary>The right of a caller to read a feed; its use is recorded before it is given.</summary>
    /// <exception cref="HubException">There is none.</exception>
    public async Task<ReadRight> RequireAsync(Caller caller, string method, DataSetDefinition definition, string producerRegion, ReadPurpose? purpose, CancellationToken cancellationToken)
    {
        if (WithoutGrant(caller.Participant, definition, producerRegion) is { } right)
            return right;
        if (definition.SharingClass != SharingClass.Conditional)
            throw new HubException(ErrorCatalogue.DataSetInternal, ("data_set", DataSets.NameOf(definition.Set)));

        var grant = await grants.FindAsync(caller.Participant, definition.Set, producerRegion, cancellationToken)
            ?? throw new HubException(ErrorCatalogue.GrantRequired, ("participant", caller.Participant.Id), ("data_set", DataSets.NameOf(definition.Set)), ("producer_region", producerRegion));
        if (purpose is null)
            throw HubException.Invalid([new Violation("purpose", CommonRules.Required)]);
        await grants.UseAsync(grant, caller, method, purpose, cancellationToken);
        return new ReadRight(definition, producerRegion, IsBackOffice(caller.Participant), grant.Id);
    }

    /// <summary>The right of a participant that rests on no grant, so that its use is nothing to record; null where it has none.</summary>
    public static ReadRight? WithoutGrant(Participant participant, DataSetDefinition definition, string producerRegion)
    {
        var seesInternal = IsBackOffice(participant);
        var holds = definition.SharingClass switch
        {
            SharingClass.Unconditional => true,
            SharingClass.Internal => seesInternal,
            _ => seesInternal && participant.RegionCode == producerRegion,
        };
        return holds ? new ReadRight(definition, producerRegion, seesInternal, GrantId: null) : null;
    }

    /// <summary>The rights of a caller to read one feed, or, where no producer is named, all feeds of a data set that it may read; in the order of the producers.</summary>
    /// <exception cref="HubException">There is none.</exception>
    public async Task<IReadOnlyList<ReadRight>> ReadableAsync(Caller caller, string method, DataSetDefinition definition, string producerRegion, ReadPurpose? purpose, CancellationToken cancellationToken)
    {
        if (producerRegion.Length > 0)
            return [await RequireAsync(caller, method, definition, producerRegion, purpose, cancellationToken)];
        var rights = new List<ReadRight>();
        HubException? refusal = null;
        foreach (var region in ProducersOf(definition))
        {
            try
            {
                rights.Add(await RequireAsync(caller, method, definition, region, purpose, cancellationToken));
            }
            catch (HubException error)
            {
                refusal = error; // The others may be readable; where none is, this is what the caller hears.
            }
        }
        return rights.Count > 0 || refusal is null ? rights : throw refusal;
    }

    private static bool IsBackOffice(Participant participant) => participant.Roles.Contains(Roles.BackOffice);

    private IEnumerable<string> ProducersOf(DataSetDefinition definition) => definition.IsOfHub
        ? [CaseActor.HubReference.RegionCode]
        : state.Current.Regions.Values.Where(region => region.BackOffice is not null).Select(region => region.Code).Order(StringComparer.Ordinal);

    /// <summary>The error for a right that has ended while it was used.</summary>
    public static HubException Ended(ReadRight right, Caller caller)
        => new(ErrorCatalogue.GrantEnded, ("participant", caller.Participant.Id), ("data_set", DataSets.NameOf(right.Definition.Set)), ("producer_region", right.ProducerRegion));
}
