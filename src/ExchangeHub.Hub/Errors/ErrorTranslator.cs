using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Status = Google.Rpc.Status;

namespace ExchangeHub.Hub.Errors;

/// <summary>Makes a wire status of a <see cref="HubException"/>: the one place where that happens.</summary>
internal static class ErrorTranslator
{
    /// <summary>The domain of every <c>ErrorInfo</c>.</summary>
    public const string Domain = "exchangehub";

    /// <summary>
    /// Most bytes of a status. It travels in an HTTP/2 header, in base64, and clients commonly allow 8 KiB of headers in all:
    /// this makes 6.7 KiB there, and leaves the rest to the text and the other headers.
    /// </summary>
    private const int MaxStatusBytes = 5 * 1024;

    /// <summary>What the list of violations takes beside its items: the type's name and two lengths.</summary>
    private const int ListBytes = 64;

    /// <summary>Metadata that names what a state belongs to.</summary>
    private static readonly string[] SubjectNames = ["case_id", "run_id", "difference_id", "record_key"];

    public static Status ToStatus(HubException error, Language language)
    {
        var status = new Status
        {
            Code = (int)error.Kind.Code,
            Message = Fill(error.Kind.English, error.Metadata),
        };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = error.Kind.Reason, Domain = Domain, Metadata = { error.Metadata.ToDictionary() } }));
        status.Details.Add(Any.Pack(new LocalizedMessage { Locale = language.Locale(), Message = Fill(language.Of(error.Kind.English, error.Kind.Chinese), error.Metadata) }));
        if (error.IsPrecondition)
            status.Details.Add(Any.Pack(Precondition(error, status.Message)));
        if (error.RetryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        if (error.Violations.Count > 0)
            status.Details.Add(Any.Pack(ToBadRequest(error.Violations, language, MaxStatusBytes - ListBytes - status.CalculateSize())));
        return status;
    }

    private static PreconditionFailure Precondition(HubException error, string text)
        => new() { Violations = { new PreconditionFailure.Types.Violation { Type = error.Kind.Reason, Subject = Subject(error), Description = text } } };

    private static string Subject(HubException error) => SubjectNames.Select(name => error.Metadata.GetValueOrDefault(name, "")).FirstOrDefault(value => value.Length > 0, "");

    /// <summary>
    /// Names as many fields as fit, and gives what is left to the texts, from the first violation on. How many violations
    /// there are stands in the error's metadata: a caller who mends what is named hears of the rest at the next attempt.
    /// </summary>
    private static BadRequest ToBadRequest(IReadOnlyList<Violation> violations, Language language, int bytes)
    {
        var named = new List<BadRequest.Types.FieldViolation>();
        foreach (var violation in violations)
        {
            var entry = new BadRequest.Types.FieldViolation { Field = violation.Field, Reason = violation.Rule.Reason };
            if (!Take(ref bytes, Size(entry)))
                break;
            named.Add(entry);
        }

        for (var i = 0; i < named.Count; i++)
        {
            var entry = named[i].Clone();
            entry.Description = violations[i].Text(Language.English);
            entry.LocalizedMessage = new LocalizedMessage { Locale = language.Locale(), Message = violations[i].Text(language) };
            if (!Take(ref bytes, Size(entry) - Size(named[i])))
                break;
            named[i] = entry;
        }
        return new BadRequest { FieldViolations = { named } };
    }

    private static bool Take(ref int bytes, int wanted)
    {
        if (wanted > bytes)
            return false;
        bytes -= wanted;
        return true;
    }

    /// <summary>What an entry takes in its list: a tag, its length and itself.</summary>
    private static int Size(BadRequest.Types.FieldViolation entry) => 1 + CodedOutputStream.ComputeMessageSize(entry);

    private static string Fill(string template, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (name, value) in metadata)
            template = template.Replace("{" + name + "}", value, StringComparison.Ordinal);
        return template;
    }
}
