using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Google.Rpc;

namespace ExchangeHub.Hub.Tests.Errors;

public class ErrorTranslatorTests
{
    /// <summary>What clients commonly allow for all headers of a response, names, values and 32 bytes for each.</summary>
    private const int CommonHeaderLimit = 8 * 1024;

    private static readonly Rule Long = new("SOME_RULE", "must have 1 to 200 characters and a good many more words", "必须为 1 至 200 个字符，并且还有很多文字");

    public static TheoryData<string> Reasons => [.. ErrorCatalogue.All.Select(kind => kind.Reason)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void ToStatus_AnyKind_HasErrorInfoAndATextInTheLanguageAskedFor(string reason)
    {
        var kind = ErrorCatalogue.All.Single(kind => kind.Reason == reason);

        var chinese = ErrorTranslator.ToStatus(new HubException(kind), Language.Chinese);
        var english = ErrorTranslator.ToStatus(new HubException(kind), Language.English);

        var info = chinese.GetDetail<ErrorInfo>()!;
        Assert.Equal((int)kind.Code, chinese.Code);
        Assert.Equal((kind.Reason, "exchangehub", kind.Side), (info.Reason, info.Domain, info.Metadata["side"]));
        Assert.Equal(("zh-CN", kind.Chinese), (chinese.GetDetail<LocalizedMessage>()!.Locale, chinese.GetDetail<LocalizedMessage>()!.Message));
        Assert.Equal(("en", kind.English), (english.GetDetail<LocalizedMessage>()!.Locale, english.GetDetail<LocalizedMessage>()!.Message));
        Assert.Equal((kind.English, kind.English), (chinese.Message, english.Message));
        Assert.Null(chinese.GetDetail<RetryInfo>());
        Assert.Null(chinese.GetDetail<BadRequest>());
    }

    [Fact]
    public void ToStatus_Metadata_FillsBothTextsAndStandsByName()
    {
        var status = ErrorTranslator.ToStatus(new HubException(ErrorCatalogue.TooManyCalls, ("participant", "sc-notary-office"), ("limit", "512")), Language.Chinese);

        Assert.Equal("Participant sc-notary-office has 512 calls under way, which is the limit.", status.Message);
        Assert.Equal("参与方 sc-notary-office 已有 512 个调用正在进行，达到上限。", status.GetDetail<LocalizedMessage>()!.Message);
        Assert.Equal(("sc-notary-office", "512"), (status.GetDetail<ErrorInfo>()!.Metadata["participant"], status.GetDetail<ErrorInfo>()!.Metadata["limit"]));
    }

    [Fact]
    public void ToStatus_RetryAfter_IsRetryInfo()
    {
        var status = ErrorTranslator.ToStatus(new HubException(ErrorCatalogue.LedgerUnavailable) { RetryAfter = TimeSpan.FromMilliseconds(1500) }, Language.English);

        Assert.Equal(TimeSpan.FromMilliseconds(1500), status.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
    }

    [Fact]
    public void ToStatus_AFewViolations_EachHasFieldReasonAndBothTexts()
    {
        var status = ErrorTranslator.ToStatus(HubException.Invalid([new Violation("title", CommonRules.Required), new Violation("party", Long)]), Language.Chinese);

        var violations = status.GetDetail<BadRequest>()!.FieldViolations;
        Assert.Equal(["title", "party"], violations.Select(violation => violation.Field));
        Assert.Equal(("REQUIRED", "is required", "必填", "zh-CN"), (violations[0].Reason, violations[0].Description, violations[0].LocalizedMessage.Message, violations[0].LocalizedMessage.Locale));
        Assert.Equal("2", status.GetDetail<ErrorInfo>()!.Metadata["violations"]);
        Assert.Equal("The request has 2 violation(s).", status.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(90)]
    [InlineData(600)]
    [InlineData(100_000)]
    public void ToStatus_AnyNumberOfViolations_FitsIntoTheHeadersThatClientsAllow(int count)
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var status = ErrorTranslator.ToStatus(HubException.Invalid(Violations(count)), language);
            Assert.InRange(HeaderBytes(status), 1, CommonHeaderLimit);
            Assert.Equal(count.ToString(), status.GetDetail<ErrorInfo>()!.Metadata["violations"]);
        }
    }

    [Theory]
    [InlineData(15, 15)]
    [InlineData(60, 2)]
    public void ToStatus_MoreThanFitWithTheirTexts_NamesEveryFieldAndDropsTextsFirst(int count, int atLeastWithText)
    {
        var violations = Violations(count);

        var named = ErrorTranslator.ToStatus(HubException.Invalid(violations), Language.Chinese).GetDetail<BadRequest>()!.FieldViolations;

        Assert.Equal(violations.Select(violation => violation.Field), named.Select(violation => violation.Field));
        Assert.All(named, violation => Assert.Equal("SOME_RULE", violation.Reason));
        Assert.InRange(named.TakeWhile(violation => violation.Description.Length > 0).Count(), atLeastWithText, count);
    }

    [Fact]
    public void ToStatus_MoreThanFitAtAll_NamesTheFirstAndSaysHowManyThereAre()
    {
        var status = ErrorTranslator.ToStatus(HubException.Invalid(Violations(600)), Language.English);

        var named = status.GetDetail<BadRequest>()!.FieldViolations;
        Assert.InRange(named.Count, 60, 599);
        Assert.Equal(Violations(600).Take(named.Count).Select(violation => violation.Field), named.Select(violation => violation.Field));
        Assert.Equal("The request has 600 violation(s).", status.Message);
    }

    private static List<Violation> Violations(int count) => [.. Enumerable.Range(0, count).Select(i => new Violation($"heirs[{i}].identity_document.raw_number", Long))];

    /// <summary>What the status takes of a response that has no body, beside the headers that any response has.</summary>
    private static int HeaderBytes(Google.Rpc.Status status)
    {
        const int PerHeader = 32;
        (string Name, int Length)[] headers =
        [
            (":status", 3), ("content-type", "application/grpc".Length), ("date", 29), ("grpc-status", 2),
            ("grpc-message", Uri.EscapeDataString(status.Message).Length),
            ("grpc-status-details-bin", Convert.ToBase64String(status.ToByteArray()).Length),
        ];
        return headers.Sum(header => header.Name.Length + header.Length + PerHeader);
    }
}
