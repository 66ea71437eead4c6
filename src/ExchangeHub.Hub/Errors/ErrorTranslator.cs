using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Status = Google.Rpc.Status;

namespace ExchangeHub.Hub.Errors;

/// <summary>Makes a wire status of a <see cref="HubException"/>: the one place where that happens.</summary>
internal static class ErrorTranslator
{
    /// <summary>The domain of every <c>ErrorInfo</c>.</summary>
    public const string Domain = "exchangehub";

    /// <summary>Details of a status travel in an HTTP/2 header; clients commonly allow 8 KiB of headers in all.</summary>
    private const int MaxDetailBytes = 5 * 1024;

    public static Status ToStatus(HubException error, Language language)
    {
        var status = new Status
        {
            Code = (int)error.Kind.Code,
            Message = Fill(error.Kind.English, error.Metadata),
        };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = error.Kind.Reason, Domain = Domain, Metadata = { error.Metadata.ToDictionary() } }));
        status.Details.Add(Any.Pack(new LocalizedMessage { Locale = language.Locale(), Message = Fill(language.Of(error.Kind.English, error.Kind.Chinese), error.Metadata) }));
        if (error.RetryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        if (error.Violations.Count > 0)
            status.Details.Add(Any.Pack(ToBadRequest(error, language)));
        return status;
    }

    /// <summary>
    /// All violations, as long as they fit: first each with its text, then the rest by field and reason only, so that a
    /// caller learns of every one.
    /// </summary>
    private static BadRequest ToBadRequest(HubException error, Language language)
    {
        var badRequest = new BadRequest();
        var bytes = 0;
        foreach (var violation in error.Violations)
        {
            var entry = new BadRequest.Types.FieldViolation
            {
                Field = violation.Field,
                Reason = violation.Rule.Reason,
                Description = violation.Text(Language.English),
                LocalizedMessage = new LocalizedMessage { Locale = language.Locale(), Message = violation.Text(language) },
            };
            if (bytes + entry.CalculateSize() > MaxDetailBytes)
                entry = new BadRequest.Types.FieldViolation { Field = violation.Field, Reason = violation.Rule.Reason };
            bytes += entry.CalculateSize();
            badRequest.FieldViolations.Add(entry);
        }
        return badRequest;
    }

    private static string Fill(string template, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (name, value) in metadata)
            template = template.Replace("{" + name + "}", value, StringComparison.Ordinal);
        return template;
    }
}
