using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Ledger;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage.Writing;

/// <summary>What the writes of one transaction see and add. Each sees what those before it did.</summary>
internal sealed class WriteBatch
{
    private readonly HubDbContext _context;
    private readonly Dictionary<Guid, CaseFile> _cases;
    private readonly Dictionary<RequestKey, RequestResult> _results;
    private readonly HashSet<LetterKey> _letters;
    private readonly Dictionary<Guid, Attachment> _attachments;
    private HashSet<string>? _addressees;

    private WriteBatch(HubDbContext context, Dictionary<Guid, CaseFile> cases, Dictionary<RequestKey, RequestResult> results, HashSet<LetterKey> letters, Dictionary<Guid, Attachment> attachments)
        => (_context, _cases, _results, _letters, _attachments) = (context, cases, results, letters, attachments);

    /// <summary>Regions that something is to be brought to.</summary>
    public IReadOnlyCollection<string> Addressees => _addressees ?? (IReadOnlyCollection<string>)[];

    /// <summary>Whether an event was added.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>Loads what <paramref name="writes"/> must see: at most four queries for all of them.</summary>
    public static async Task<WriteBatch> LoadAsync(HubDbContext context, IReadOnlyList<HubWrite> writes, CancellationToken cancellationToken)
    {
        var ids = writes.Select(write => write.CaseId).OfType<Guid>().Distinct().ToList();
        var cases = ids.Count == 0 ? [] : await context.CaseFiles.Where(file => ids.Contains(file.Id)).ToDictionaryAsync(file => file.Id, cancellationToken);

        var requests = writes.Select(write => write.Request?.RequestId).OfType<Guid>().Distinct().ToList();
        var results = requests.Count == 0
            ? []
            : await context.RequestResults.AsNoTracking().Where(result => requests.Contains(result.RequestId)).ToDictionaryAsync(result => result.Key, cancellationToken);

        var letters = writes.Select(write => write.Letter).OfType<LetterKey>().ToList();
        var taken = letters.Count == 0 ? [] : await TakenAsync(context, letters, cancellationToken);

        var named = writes.SelectMany(write => write.Attachments).Distinct().ToList();
        var attachments = named.Count == 0 ? [] : await context.Attachments.Where(attachment => named.Contains(attachment.Id)).ToDictionaryAsync(attachment => attachment.Id, cancellationToken);
        return new WriteBatch(context, cases, results, taken, attachments);
    }

    /// <summary>The case; null where there is none.</summary>
    public CaseFile? Case(Guid id) => _cases.GetValueOrDefault(id);

    /// <summary>What the same call got; null where it is the first.</summary>
    public RequestResult? Earlier(RequestKey key) => _results.GetValueOrDefault(key);

    /// <summary>What is stored of an attachment; null where there is none.</summary>
    public Attachment? Attachment(Guid id) => _attachments.GetValueOrDefault(id);

    /// <summary>Whether the office has used the number in that year.</summary>
    public bool IsTaken(LetterKey letter) => _letters.Contains(letter);

    public void Add(CaseFile file)
    {
        _cases.Add(file.Id, file);
        _letters.Add(new LetterKey(file.RequestingOffice, file.LetterYear, file.LetterNumber));
        _context.CaseFiles.Add(file);
    }

    public void Add(CaseEventEntry entry, KeptMessage message)
    {
        HasEvents = true;
        _context.CaseEvents.Add(entry);
        _context.KeptMessages.Add(message);
    }

    public void Add(Delivery delivery)
    {
        (_addressees ??= []).Add(delivery.AddresseeRegion);
        _context.Deliveries.Add(delivery);
    }

    public void Add(RequestResult result)
    {
        _results.Add(result.Key, result);
        _context.RequestResults.Add(result);
    }

    public void Add(LedgerEntry entry) => _context.LedgerEntries.Add(entry.Sealed());

    /// <summary>Changes a delivery's columns that <paramref name="change"/> sets, whatever the others are by now.</summary>
    public void Update(Delivery delivery, Action<Delivery> change)
    {
        var row = new Delivery
        {
            Id = delivery.Id,
            AddresseeRegion = delivery.AddresseeRegion,
            MessageId = delivery.MessageId,
            CaseId = delivery.CaseId,
            CaseVersion = delivery.CaseVersion,
            EventKind = delivery.EventKind,
            State = delivery.State,
            AcceptTime = delivery.AcceptTime,
            NextAttemptTime = delivery.NextAttemptTime,
            GiveUpTime = delivery.GiveUpTime,
            AttemptCount = delivery.AttemptCount,
            LastReason = delivery.LastReason,
        };
        _context.Deliveries.Attach(row);
        change(row);
    }

    private static async Task<HashSet<LetterKey>> TakenAsync(HubDbContext context, List<LetterKey> letters, CancellationToken cancellationToken)
    {
        var offices = letters.Select(letter => letter.Office).Distinct().ToList();
        var years = letters.Select(letter => letter.Year).Distinct().ToList();
        var numbers = letters.Select(letter => letter.Number).Distinct().ToList();
        return await context.CaseFiles.AsNoTracking()
            .Where(file => offices.Contains(file.RequestingOffice) && years.Contains(file.LetterYear) && numbers.Contains(file.LetterNumber))
            .Select(file => new LetterKey(file.RequestingOffice, file.LetterYear, file.LetterNumber))
            .ToHashSetAsync(cancellationToken);
    }
}
