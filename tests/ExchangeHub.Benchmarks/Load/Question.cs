using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.TestKit;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>The one question that every arm is asked.</summary>
internal static class Question
{
    /// <summary>
    /// Only the hub may call a back office, so the question carries an exchange's id for the arms that pass it on as it is;
    /// the ledger-keeping arms write their own over it.
    /// </summary>
    private static readonly string ExchangeId = Guid.CreateVersion7().ToString();

    /// <summary>A question with the shortest texts that are still whole sentences.</summary>
    public static VerifyCertificateRequest New()
    {
        var question = Questions.VerifyCertificate();
        question.Header.ExchangeId = ExchangeId;
        question.Header.RequestingOffice.Name = "测试公证处";
        question.Header.TargetOffice.Name = "测试公证处";
        question.Header.Purpose = "继承公证";
        question.Header.LegalBasis.RemoveAt(1);
        question.Header.OwnCaseNumber = "川测1号";
        question.IssuingOfficeName = "测试公证处";
        question.Reason.Text = "由外地公证处出具，需核实";
        return question;
    }

    /// <summary>Bytes of the question, and of the back office's answer to it.</summary>
    public static (int Question, int Answer) Sizes => (New().CalculateSize(), EchoBackOffice.Answer(ExchangeId).CalculateSize());
}
