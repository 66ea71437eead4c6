using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>A request for assistance (协查函) to a sample region, and what its automatic desk does with it first.</summary>
/// <param name="Name">Its name, unique in the region, for example <c>cert-verify/revoked</c>.</param>
/// <param name="NameZh">Its name in Chinese.</param>
/// <param name="RegionCode">The region that is asked.</param>
/// <param name="Office">The office that is asked.</param>
/// <param name="Request">What is asked, without letter number.</param>
/// <param name="Expected">What the automatic desk does after it has begun: it replies, asks for more, or passes on.</param>
/// <param name="ExpectedOutcome">The reply's outcome, where it replies.</param>
public sealed record SampleCase(
    string Name, string NameZh, string RegionCode, OfficeReference Office, AssistanceRequest Request, CaseEventKind Expected, ReplyOutcome ExpectedOutcome = default)
{
    /// <summary>A request of its own to submit: the header's target is set here, all else in it is the caller's.</summary>
    /// <param name="header">Who asks.</param>
    /// <param name="letterNumber">The letter's number (函号), unique for the office that asks.</param>
    public SubmitCaseRequest Submit(ExchangeHeader header, string letterNumber)
    {
        ArgumentNullException.ThrowIfNull(header);
        return new SubmitCaseRequest
        {
            Header = new ExchangeHeader(header) { TargetOffice = Office.Clone() },
            Request = new AssistanceRequest(Request) { LetterNumber = letterNumber },
        };
    }
}
