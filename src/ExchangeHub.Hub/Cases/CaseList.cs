using System.Security.Cryptography;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Cases;

/// <summary>Lists cases, page by page, the newest first.</summary>
internal sealed class CaseList(IDbContextFactory<HubDbContext> contexts)
{
    public async Task<ListCasesResponse> ListAsync(Participant caller, ListCasesRequest request, CancellationToken cancellationToken)
    {
        var size = PageSizes.Of(request.PageSize);
        var filters = Filters(request);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var files = Filter(Visible(context.CaseFiles.AsNoTracking(), caller), request);
        if (request.PageToken.Length > 0)
        {
            var last = PageTokens.Read(request.PageToken, filters);
            files = files.Where(file => file.Id < last);
        }

        var page = await files.OrderByDescending(file => file.Id).Take(size + 1).ToListAsync(cancellationToken);
        var response = new ListCasesResponse { Cases = { page.Take(size).Select(CaseSummaries.Of) } };
        if (page.Count > size)
            response.NextPageToken = PageTokens.Write(page[size - 1].Id, filters);
        return response;
    }

    /// <summary>Operators and auditors see that there are cases, and how far they are; there is nothing personal in it.</summary>
    private static IQueryable<CaseFile> Visible(IQueryable<CaseFile> files, Participant caller)
        => caller.Roles.Contains(Roles.Operator) || caller.Roles.Contains(Roles.Auditor) ? files : CaseSides.Of(files, caller);

    private static IQueryable<CaseFile> Filter(IQueryable<CaseFile> files, ListCasesRequest request)
    {
        if (request.States.Count > 0)
        {
            var states = request.States.Distinct().ToList();
            files = files.Where(file => states.Contains(file.State));
        }
        if (request.Matters.Count > 0)
        {
            var matters = request.Matters.Distinct().ToList();
            files = files.Where(file => matters.Contains(file.Matter));
        }
        if (request.RequestingOffice.Length > 0)
            files = files.Where(file => file.RequestingOffice == request.RequestingOffice);
        if (request.RequestedOffice.Length > 0)
            files = files.Where(file => file.RequestedOffice == request.RequestedOffice);
        if (request.OverdueOnly)
            files = Open(files).Where(file => file.IsOverdue);
        if (request.DueByDate is not null && CalendarDates.TryToDateOnly(request.DueByDate, out var due))
            files = Open(files).Where(file => file.ServiceDate <= due || file.LegalDate <= due);
        return files;
    }

    private static IQueryable<CaseFile> Open(IQueryable<CaseFile> files)
        => files.Where(file => file.State != CaseState.Replied && file.State != CaseState.Closed && file.State != CaseState.Withdrawn);

    /// <summary>The request without its page: a token holds for the same filters only.</summary>
    private static byte[] Filters(ListCasesRequest request)
    {
        var filters = request.Clone();
        (filters.PageSize, filters.PageToken) = (0, "");
        return SHA256.HashData(filters.ToByteArray());
    }
}

/// <summary>Sizes of pages (AIP-158).</summary>
internal static class PageSizes
{
    /// <summary>The size where none is given.</summary>
    public const int Default = 50;

    /// <summary>The largest size.</summary>
    public const int Max = 500;

    public static int Of(int wanted) => wanted <= 0 ? Default : Math.Min(wanted, Max);
}

/// <summary>Opaque page tokens: the last id, and a mark of the filters that it holds for.</summary>
internal static class PageTokens
{
    private const int IdSize = 16;
    private const int MarkSize = 8;

    public static string Write(Guid last, byte[] filters) => Convert.ToBase64String([.. last.ToByteArray(bigEndian: true), .. filters.AsSpan(0, MarkSize)]);

    /// <exception cref="HubException">It is none that was given for these filters.</exception>
    public static Guid Read(string token, byte[] filters)
    {
        Span<byte> bytes = stackalloc byte[IdSize + MarkSize];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length != bytes.Length || !bytes[IdSize..].SequenceEqual(filters.AsSpan(0, MarkSize)))
            throw new HubException(ErrorCatalogue.PageTokenInvalid);
        return new Guid(bytes[..IdSize], bigEndian: true);
    }
}
