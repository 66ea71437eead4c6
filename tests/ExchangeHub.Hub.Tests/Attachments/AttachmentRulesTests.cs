using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Google.Protobuf;

namespace ExchangeHub.Hub.Tests.Attachments;

public sealed class AttachmentRulesTests
{
    private static readonly (string Expected, Action<CreateAttachmentRequest> Break)[] Broken =
    [
        ("request_id NOT_A_UUID", r => r.RequestId = ""),
        ("request_id NOT_A_UUID", r => r.RequestId = "0f8fad5bd9cb469fa16570867728950e"),
        ("name TEXT_LENGTH", r => r.Name = ""),
        ("name TEXT_LENGTH", r => r.Name = new string('x', 201)),
        ("name CHARACTER_LOST", r => r.Name = "a\uFFFD.pdf"),
        ("name CHARACTER_LOST", r => r.Name = "a\n.pdf"),
        ("name NOT_A_FILE_NAME", r => r.Name = "../passwd"),
        ("name NOT_A_FILE_NAME", r => r.Name = @"C:\a.pdf"),
        ("name NOT_A_FILE_NAME", r => r.Name = ".."),
        ("media_type MEDIA_TYPE_NOT_TAKEN", r => r.MediaType = ""),
        ("media_type MEDIA_TYPE_NOT_TAKEN", r => r.MediaType = "APPLICATION/PDF"),
        ("media_type MEDIA_TYPE_NOT_TAKEN", r => r.MediaType = "application/x-msdownload"),
        ("size ATTACHMENT_SIZE", r => r.Size = 0),
        ("size ATTACHMENT_SIZE", r => r.Size = -1),
        ("size ATTACHMENT_SIZE", r => r.Size = 2001),
        ("sha256 NOT_A_SHA256", r => r.Sha256 = ByteString.Empty),
        ("sha256 NOT_A_SHA256", r => r.Sha256 = ByteString.CopyFrom(new byte[33])),
        ("owner_office REQUIRED", r => r.OwnerOffice = null),
        ("owner_office.uscc NOT_A_USCC", r => r.OwnerOffice.Uscc = "1"),
    ];

    public static TheoryData<int, string> BrokenRules
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Broken.Length; i++)
                rows.Add(i, Broken[i].Expected);
            return rows;
        }
    }

    [Theory]
    [InlineData("𠮷.pdf", "application/pdf")]
    [InlineData("委托书 (1).ofd", "application/ofd")]
    [InlineData("笔录.mp4", "video/mp4")]
    public void Check_Right_FindsNothing(string name, string mediaType)
    {
        var request = Valid();
        (request.Name, request.MediaType) = (name, mediaType);

        Assert.Empty(Check(request));
    }

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void Check_OneRuleBroken_NamesItAndNothingElse(int row, string expected)
    {
        var request = Valid();
        Broken[row].Break(request);

        Assert.Equal([expected], Check(request));
    }

    [Fact]
    public void Takes_WithAListOfItsOwn_TakesNothingElse()
    {
        var options = new AttachmentOptions { MediaTypes = ["image/heic"] };

        Assert.True(options.Takes("image/heic"));
        Assert.False(options.Takes("application/pdf"));
    }

    private static IEnumerable<string> Check(CreateAttachmentRequest request)
    {
        var violations = new Violations(new DateOnly(2026, 6, 1));
        new AttachmentRules(new LimitOptions { AttachmentBytes = 2000 }, new AttachmentOptions()).Check(request, violations);
        return violations.Found.Select(violation => $"{violation.Field} {violation.Rule.Reason}");
    }

    private static CreateAttachmentRequest Valid() => new()
    {
        RequestId = "0f8fad5b-d9cb-469f-a165-70867728950e",
        Name = "测试.pdf",
        MediaType = "application/pdf",
        Size = 2000,
        Sha256 = ByteString.CopyFrom(new byte[32]),
        OwnerOffice = new OfficeReference { Uscc = Questions.SichuanOffice, Name = "四川省成都市测试公证处" },
    };
}
