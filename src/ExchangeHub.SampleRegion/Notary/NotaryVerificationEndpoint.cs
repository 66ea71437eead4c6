using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;
using Grpc.Core;
using Date = Google.Type.Date;
using Money = Google.Type.Money;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>
/// Answers the five questions of notary offices (公证互助协查·即时查询) from the region's register. The hub has checked who asks,
/// whether it may, and the shape of the request; here only what would make an answer impossible is checked again.
/// </summary>
public sealed class NotaryVerificationEndpoint(NotaryRegister register, TimeProvider clock)
    : NotaryVerificationService.NotaryVerificationServiceBase
{
    public override async Task<VerifyCertificateResponse> VerifyCertificate(VerifyCertificateRequest request, ServerCallContext context)
    {
        var header = RequireOffice(request.Header);
        var number = Require(request.CertificateNumber, "certificate_number");
        var party = RequireParty(request.Party, "party");
        var today = Today();
        await using var reader = await register.ReadAsync(context.CancellationToken);
        var answer = await CertificateSearch.AnswerAsync(
            reader,
            new CertificateQuestion(header, number, request.IssuingOfficeName),
            isMatter: _ => true,
            certificate => new CertificateComparison(certificate, today)
                .Title(request.Title)
                .Issue(request.IssueDate, request.IssuingOfficeName)
                .Party("party", party),
            context.CancellationToken);
        return new VerifyCertificateResponse
        {
            Receipt = Receipt(header),
            Outcome = answer.Outcome,
            RefusalReason = answer.RefusalReason,
            Finding = answer.Finding,
            Status = answer.Status,
            FieldResults = { answer.Fields },
            AsOfDate = CalendarDates.ToProto(today),
        };
    }

    public override async Task<VerifyPowerOfAttorneyResponse> VerifyPowerOfAttorney(
        VerifyPowerOfAttorneyRequest request, ServerCallContext context)
    {
        var header = RequireOffice(request.Header);
        var number = Require(request.CertificateNumber, "certificate_number");
        var principal = RequireParty(request.Principal, "principal");
        var agent = RequireParty(request.Agent, "agent");
        var today = Today();
        await using var reader = await register.ReadAsync(context.CancellationToken);
        var answer = await CertificateSearch.AnswerAsync(
            reader,
            new CertificateQuestion(header, number, request.IssuingOfficeName),
            certificate => certificate.Kind == CertificateKind.PowerOfAttorney,
            certificate => new CertificateComparison(certificate, today)
                .ImpliedTitle()
                .Issue(request.IssueDate, request.IssuingOfficeName)
                .Party("principal", principal, PartyRole.Principal)
                .Party("agent", agent, PartyRole.Agent)
                .Powers(request.ClaimedPowers),
            context.CancellationToken);
        var response = new VerifyPowerOfAttorneyResponse
        {
            Receipt = Receipt(header),
            Outcome = answer.Outcome,
            RefusalReason = answer.RefusalReason,
            Finding = answer.Finding,
            Status = answer.Status,
            FieldResults = { answer.Fields },
            AsOfDate = CalendarDates.ToProto(today),
        };
        if (answer.Told?.PowerOfAttorney is { } terms)
            Tell(response, terms);
        return response;
    }

    public override async Task<VerifyEnforceableDeedResponse> VerifyEnforceableDeed(
        VerifyEnforceableDeedRequest request, ServerCallContext context)
    {
        var header = RequireOffice(request.Header);
        var number = Require(request.CertificateNumber, "certificate_number");
        var creditor = RequireParty(request.Creditor, "creditor");
        var debtor = RequireParty(request.Debtor, "debtor");
        var today = Today();
        await using var reader = await register.ReadAsync(context.CancellationToken);
        var answer = await CertificateSearch.AnswerAsync(
            reader,
            new CertificateQuestion(header, number, request.IssuingOfficeName),
            // Both are asked about: the deed, and an enforcement certificate by its own number and amount.
            certificate => certificate.Kind is CertificateKind.EnforceableDeed or CertificateKind.EnforcementCertificate,
            certificate => new CertificateComparison(certificate, today)
                .ImpliedTitle()
                .Issue(request.IssueDate, request.IssuingOfficeName)
                .Party("creditor", creditor, PartyRole.Creditor)
                .Party("debtor", debtor, PartyRole.Debtor)
                .Amount(request.Amount),
            context.CancellationToken);
        return new VerifyEnforceableDeedResponse
        {
            Receipt = Receipt(header),
            Outcome = answer.Outcome,
            RefusalReason = answer.RefusalReason,
            Finding = answer.Finding,
            Status = answer.Status,
            FieldResults = { answer.Fields },
            EnforcementCertificate = await EnforcementAsync(reader, answer.Told, context.CancellationToken),
            AsOfDate = CalendarDates.ToProto(today),
        };
    }

    public override async Task<QueryWillResponse> QueryWill(QueryWillRequest request, ServerCallContext context)
    {
        var header = RequireTarget(request.Header);
        Require(request.Testator, "testator");
        var today = Today();
        await using var reader = await register.ReadAsync(context.CancellationToken);
        var (obstacle, officeUscc) = await CheckTargetAsync(reader, header, context.CancellationToken);
        var response = obstacle switch
        {
            QueryOutcome.Unable => new QueryWillResponse { Outcome = QueryOutcome.Unable },
            QueryOutcome.Refused => new QueryWillResponse { Outcome = QueryOutcome.Refused, RefusalReason = RefusalReason.NotCompetent },
            _ => await WillSearch.AnswerAsync(reader, request, officeUscc, today, context.CancellationToken),
        };
        response.Receipt = Receipt(header);
        response.AsOfDate = CalendarDates.ToProto(today);
        return response;
    }

    public override async Task<QueryInheritanceResponse> QueryInheritance(QueryInheritanceRequest request, ServerCallContext context)
    {
        var header = RequireTarget(request.Header);
        Require(request.Decedent, "decedent");
        var today = Today();
        await using var reader = await register.ReadAsync(context.CancellationToken);
        var (obstacle, officeUscc) = await CheckTargetAsync(reader, header, context.CancellationToken);
        var response = obstacle switch
        {
            QueryOutcome.Unable => new QueryInheritanceResponse { Outcome = QueryOutcome.Unable },
            QueryOutcome.Refused => new QueryInheritanceResponse { Outcome = QueryOutcome.Refused, RefusalReason = RefusalReason.NotCompetent },
            _ => await InheritanceSearch.AnswerAsync(reader, request, officeUscc, today, context.CancellationToken),
        };
        response.Receipt = Receipt(header);
        response.AsOfDate = CalendarDates.ToProto(today);
        return response;
    }

    /// <summary>Whether something stands against an answer to whom was asked; without an office the whole region is asked.</summary>
    private async Task<(QueryOutcome? Obstacle, string? OfficeUscc)> CheckTargetAsync(
        RegisterReader reader, ExchangeHeader header, CancellationToken cancellationToken)
    {
        if (header.TargetCase == ExchangeHeader.TargetOneofCase.TargetRegion)
            return (header.TargetRegion == register.RegionCode ? null : QueryOutcome.Refused, null);
        var office = await reader.FindOfficeAsync(header.TargetOffice.Uscc, cancellationToken);
        return office is null ? (QueryOutcome.Refused, null)
            : office.IsDigital ? (null, office.Uscc)
            : (QueryOutcome.Unable, null);
    }

    private static async Task<EnforcementCertificate?> EnforcementAsync(
        RegisterReader reader, RegisteredCertificate? told, CancellationToken cancellationToken)
    {
        var certificate = told?.Kind == CertificateKind.EnforceableDeed ? await reader.FindEnforcementAsync(told, cancellationToken) : told;
        return certificate is null
            ? null
            : new EnforcementCertificate
            {
                CertificateNumber = CertificateNumbers.Parse(certificate.RawNumber),
                Amount = new Money
                {
                    CurrencyCode = certificate.Amount!.Currency,
                    Units = certificate.Amount.Units,
                    Nanos = certificate.Amount.Nanos,
                },
                IssueDate = CalendarDates.ToProto(certificate.IssueDate),
            };
    }

    private static void Tell(VerifyPowerOfAttorneyResponse response, PowerOfAttorneyTerms terms)
    {
        response.Powers.AddRange(terms.Powers.Select(power => new Power { Kind = power.Kind, Description = power.Description }));
        response.SubDelegation = terms.SubDelegation;
        response.ValidFrom = ToProto(terms.ValidFrom);
        response.ValidTo = ToProto(terms.ValidTo);
        response.RevocationDate = ToProto(terms.RevocationDate);
    }

    private static Date? ToProto(DateOnly? date) => date is { } day ? CalendarDates.ToProto(day) : null;

    /// <summary>A back office answers with the exchange's id and nothing else; the hub makes the receipt.</summary>
    private static ExchangeReceipt Receipt(ExchangeHeader header) => new() { ExchangeId = header.ExchangeId };

    private DateOnly Today() => ChinaDate.Today(clock);

    private static ExchangeHeader RequireTarget(ExchangeHeader? header)
    {
        var present = Require(header, "header");
        return present.TargetCase == ExchangeHeader.TargetOneofCase.None ? throw Invalid("header.target") : present;
    }

    private static ExchangeHeader RequireOffice(ExchangeHeader? header)
    {
        var present = RequireTarget(header);
        return present.TargetCase == ExchangeHeader.TargetOneofCase.TargetOffice ? present : throw Invalid("header.target_office");
    }

    private static Party RequireParty(Party? party, string field)
    {
        var present = Require(party, field);
        return present.PartyCase == Party.PartyOneofCase.None ? throw Invalid(field) : present;
    }

    private static T Require<T>(T? message, string field)
        where T : class => message ?? throw Invalid(field);

    private static RpcException Invalid(string field) => new(new Status(StatusCode.InvalidArgument, $"{field} is required."));
}
