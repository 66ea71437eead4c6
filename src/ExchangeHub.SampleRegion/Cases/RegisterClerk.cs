using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Notary;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>
/// Decides on requests as far as the register alone can (自动办理): matters about certificates and wills are looked up with
/// the comparison that the queries use, what lacks papers is asked for, what another office of the region keeps is passed
/// on. The rest needs a person, who is not in this sample: it can't be verified.
/// </summary>
public sealed class RegisterClerk(NotaryRegister register, TimeProvider clock)
{
    private const string NeedsAPerson = "测试：该事项须由公证员人工核实，示例后台不能自动办理。";
    private const string NotDigital = "测试：该公证处登记簿尚未数字化，无法核实。";

    /// <summary>Whether the office is one of this region.</summary>
    public async Task<bool> IsOursAsync(OfficeReference? office, CancellationToken cancellationToken)
    {
        await using var reader = await register.ReadAsync(cancellationToken);
        return office is not null && await reader.FindOfficeAsync(office.Uscc, cancellationToken) is not null;
    }

    /// <summary>Decides on a request.</summary>
    /// <param name="summary">The case; its requested office decides.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="isSupplemented">Whether a supplement was given already: what is still missing then is not asked for again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<CaseDecision> DecideAsync(CaseSummary summary, AssistanceRequest request, bool isSupplemented, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(request);
        await using var reader = await register.ReadAsync(cancellationToken);
        var paper = new ReplyPaper(summary, request, ChinaDate.Today(clock));
        switch (request.Matter)
        {
            case MatterCode.CertVerify or MatterCode.PoaVerify or MatterCode.EnforceVerify when request.TargetCertificate?.Number is not null:
                return await KeeperAsync(reader, summary, request, cancellationToken) is { } keeper
                    ? new CaseDecision.PassOn(keeper)
                    : new CaseDecision.Answer(paper.About(await CertificateAsync(reader, summary, request, paper.Today, cancellationToken)));
            case MatterCode.WillQuery:
                return new CaseDecision.Answer(await WillAsync(reader, summary, request, paper, cancellationToken));
            case MatterCode.ArchiveRead or MatterCode.ArchiveCopy when request.Materials.Count == 0 && !isSupplemented:
                return new CaseDecision.AskForMore(new SupplementRequest { MissingItems = { "查阅、复制档案的介绍信", "当事人或者利害关系人的身份证明" } });
            default:
                return new CaseDecision.Answer(paper.Unable(NeedsAPerson));
        }
    }

    /// <summary>
    /// The transfer to the office that keeps the files of who issued the paper, where that is another office of this region.
    /// The files of an office of the requesting region can't be passed back to it; the reply says that they are not here.
    /// </summary>
    private static async Task<Transfer?> KeeperAsync(RegisterReader reader, CaseSummary summary, AssistanceRequest request, CancellationToken cancellationToken)
    {
        var keepers = await reader.FindKeepersAsync(request.TargetCertificate.IssuingOfficeName, cancellationToken);
        if (keepers.Contains(summary.RequestedOffice.Uscc))
            return null;
        foreach (var uscc in keepers)
        {
            if (await reader.FindOfficeAsync(uscc, cancellationToken) is { } office)
            {
                return new Transfer
                {
                    Office = new OfficeReference { Uscc = office.Uscc, Name = office.Name },
                    Reason = $"测试：该公证书所载出具机构的档案现由{office.Name}保管，依机构沿革移送办理。",
                };
            }
        }
        return null;
    }

    private static Task<CertificateAnswer> CertificateAsync(
        RegisterReader reader, CaseSummary summary, AssistanceRequest request, DateOnly today, CancellationToken cancellationToken)
    {
        var target = request.TargetCertificate;
        return CertificateSearch.AnswerAsync(
            reader,
            new CertificateQuestion(new ExchangeHeader { TargetOffice = summary.RequestedOffice }, target.Number, target.IssuingOfficeName),
            certificate => request.Matter switch
            {
                MatterCode.PoaVerify => certificate.Kind == CertificateKind.PowerOfAttorney,
                MatterCode.EnforceVerify => certificate.Kind is CertificateKind.EnforceableDeed or CertificateKind.EnforcementCertificate,
                _ => true,
            },
            certificate =>
            {
                var comparison = new CertificateComparison(certificate, today).Title(target.Title).Issue(target.IssueDate, target.IssuingOfficeName);
                for (var i = 0; i < request.Subjects.Count; i++)
                    comparison.Party($"subjects[{i}].party", request.Subjects[i].Party, RoleOf(request.Matter, request.Subjects[i].Role));
                return request.Matter == MatterCode.EnforceVerify ? comparison.Amount(request.Amount) : comparison;
            },
            cancellationToken);
    }

    /// <summary>The role that the certificate must give a subject; null: any.</summary>
    private static PartyRole? RoleOf(MatterCode matter, SubjectRole role) => (matter, role) switch
    {
        (MatterCode.PoaVerify, SubjectRole.Principal) => PartyRole.Principal,
        (MatterCode.PoaVerify, SubjectRole.Agent) => PartyRole.Agent,
        (MatterCode.EnforceVerify, SubjectRole.Creditor) => PartyRole.Creditor,
        (MatterCode.EnforceVerify, SubjectRole.Debtor) => PartyRole.Debtor,
        _ => null,
    };

    /// <summary>Will files are sealed while the testator lives: without proof of the death nothing is even looked up.</summary>
    private static async Task<AssistanceReply> WillAsync(
        RegisterReader reader, CaseSummary summary, AssistanceRequest request, ReplyPaper paper, CancellationToken cancellationToken)
    {
        if (request.DeathProof is null)
            return paper.Refused(RefusalReason.DeathNotProven);
        var testator = request.Subjects.FirstOrDefault(subject => subject.Role == SubjectRole.Testator)?.Party?.Person;
        if (testator is null)
            return paper.Refused(RefusalReason.IdentityInsufficient);
        if (await reader.FindOfficeAsync(summary.RequestedOffice.Uscc, cancellationToken) is not { IsDigital: true } office)
            return paper.Unable(NotDigital);

        var question = new QueryWillRequest { Testator = testator, DeathProof = request.DeathProof };
        var answer = await WillSearch.AnswerAsync(reader, question, office.Uscc, paper.Today, cancellationToken);
        return (answer.Outcome, answer.Finding) switch
        {
            (QueryOutcome.Refused, _) => paper.Refused(answer.RefusalReason),
            (_, WillFinding.Exists) => paper.Told("YES", $"有遗嘱备案：{string.Join("；", answer.Wills.Select(will => will.CertificateNumber.Raw))}"),
            (_, WillFinding.NotFound) => paper.Told("NO", "无遗嘱备案"),
            _ => paper.Unable("测试：所给身份信息与多人相符，无法确定立遗嘱人。"),
        };
    }
}
