using System.Text.Encodings.Web;
using System.Text.Json;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>Writes down the addenda (撤销后补充通知) that a region has received.</summary>
public static class AddendaExport
{
    /// <summary>For people: not escaped.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one JSON object a line, in the order of receipt. Nothing personal is in it. The region may be running.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<int> WriteAsync(string caseFilePath, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = caseFilePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM addendum ORDER BY number";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var count = 0;
        while (await rows.ReadAsync(cancellationToken))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(Line(CertificateAddendum.Parser.ParseFrom(rows.GetFieldValue<byte[]>(0))), Readable));
            count++;
        }
        await output.FlushAsync(cancellationToken);
        return count;
    }

    private static object Line(CertificateAddendum addendum) => new
    {
        exchange_id = addendum.ExchangeId,
        request_id = addendum.RequestId,
        case_id = addendum.CaseId,
        own_case_number = addendum.OwnCaseNumber,
        requesting_office = addendum.RequestingOffice?.Name ?? "",
        answer_time = addendum.AnswerTime?.ToDateTimeOffset(),
        issuing_office = addendum.IssuingOffice?.Name ?? "",
        certificate_number = addendum.CertificateNumber?.Raw ?? "",
        status = StatusName(addendum.Status),
        decision_date = CalendarDates.TryToDateOnly(addendum.DecisionDate, out var date) ? $"{date:yyyy-MM-dd}" : "",
        replacement_number = addendum.ReplacementNumber?.Raw ?? "",
    };

    /// <summary>One of a newer contract has no name here yet.</summary>
    private static string StatusName(CertificateStatus status)
        => CertificateReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>(nameof(CertificateStatus)).FindValueByNumber((int)status)?.Name ?? $"{(int)status}";
}
