using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Google.Type;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests;

/// <summary>Requests whose shape is wrong: every violation at once, nothing relayed, one entry in the ledger.</summary>
public abstract class RequestTests(string store) : FunctionalTest(store)
{
    private const int ErrorExecutingServiceMethod = 6;

    [SkippableFact]
    public async Task VerifyCertificate_ManyViolations_NamesEveryOneInBothLanguages()
    {
        await using var hub = await StartHubAsync();
        using var chinese = hub.Connect();
        using var english = hub.Connect(language: "en");
        var request = Questions.VerifyCertificate();
        request.Header.RequestId = "42";
        request.Header.Purpose = "";
        request.Title = "";
        request.IssueDate = new Date { Year = 2021, Month = 2, Day = 30 };
        request.Party.Person.Name = "张\uFFFD";
        request.Party.Person.IdentityDocument.RawNumber = "519999198001010013";
        request.Reason = null;

        var error = await chinese.FailAsync(request);
        var inEnglish = await english.FailAsync(request);

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_INVALID"), (error.Code, error.Reason));
        string[] fields = ["header.purpose", "header.request_id", "issue_date", "party.person.identity_document.raw_number", "party.person.name", "reason", "title"];
        Assert.Equal(fields, error.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
        Assert.Contains(error.Violations, violation => violation.Text == "必填");
        Assert.Contains(inEnglish.Violations, violation => violation.Text == "is required");
        Assert.Equal("请求有 7 处不符合要求。", error.Text);
        Assert.Empty(hub.Chongqing.Received);
        Assert.All(await hub.LedgerAsync(), entry => Assert.Equal((ExchangeOutcome.Invalid, "REQUEST_INVALID"), (entry.Outcome, entry.Reason)));
        Assert.Equal(2, (await hub.LedgerAsync()).Count);
    }

    [SkippableTheory]
    [InlineData("\uE000")]
    [InlineData("\uF8FF")]
    [InlineData("\uFFFD")]
    [InlineData("\u0007")]
    public async Task VerifyCertificate_LostCharacter_IsRefused(string character)
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.VerifyCertificate();
        request.Party.Person.Name = $"测{character}试";

        var violation = Assert.Single((await channel.FailAsync(request)).Violations);

        Assert.Equal(("party.person.name", "CHARACTER_LOST"), (violation.Field, violation.Reason));
    }

    [SkippableTheory]
    [InlineData("𠮷")]
    [InlineData("𬭎")]
    [InlineData("𪚥")]
    [InlineData("䶮")]
    [InlineData("㐂")]
    public async Task VerifyCertificate_RareCharacter_ArrivesAndIsKept(string character)
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.VerifyCertificate();
        request.Party.Person.Name = $"测试{character}";
        request.Header.OperatorName = $"测试{character}";

        await channel.Notary().VerifyCertificateAsync(request);

        var received = (Contracts.Notary.V1.VerifyCertificateRequest)Assert.Single(hub.Chongqing.Received).Request;
        Assert.Equal($"测试{character}", received.Party.Person.Name);
        Assert.Equal($"测试{character}", Assert.Single(await hub.LedgerAsync()).OperatorName);
    }

    [SkippableFact]
    public async Task VerifyCertificate_BothOfficesInOneRegion_IsRefused()
    {
        const string Other = "12519999MB990003XT";
        await using var hub = await StartHubAsync((_, options) => options with
        {
            Regions = [.. options.Regions.Select(region => region.Code == "CN-CQ" ? region with { Offices = [.. region.Offices, new() { Uscc = Other, Name = "重庆市测试二公证处" }] } : region)],
        });
        using var channel = hub.Connect(hub.ChongqingCertificate);
        var request = Questions.VerifyCertificate();
        request.Header.RequestingOffice = new OfficeReference { Uscc = Other, Name = "重庆市测试二公证处" };

        var violation = Assert.Single((await channel.FailAsync(request)).Violations);

        Assert.Equal("SAME_REGION", violation.Reason);
    }

    [SkippableFact]
    public async Task QueryWill_UnknownRegion_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.QueryWill();
        request.Header.TargetRegion = "CN-XX";

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await channel.Notary().QueryWillAsync(request)));

        Assert.Equal("UNKNOWN_REGION", Assert.Single(error.Violations).Reason);
    }

    [SkippableFact]
    public async Task QueryWill_WithoutProofOfDeath_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.QueryWill();
        request.DeathProof = null;

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await channel.Notary().QueryWillAsync(request)));

        Assert.Equal(("death_proof", "DEATH_NOT_PROVEN"), (Assert.Single(error.Violations).Field, error.Violations[0].Reason));
        Assert.Empty(hub.Chongqing.Received);
    }

    [SkippableFact]
    public async Task VerifyCertificate_MessageOverTheLimit_IsRefusedWithDetails()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.VerifyCertificate();
        request.Title = new string('测', 200_000);

        var error = await channel.FailAsync(request);

        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_REFUSED", "caller"), (error.Code, error.Reason, error.Side));
        Assert.Empty(await hub.LedgerAsync());
    }

    [SkippableFact]
    public async Task VerifyCertificate_BodyThatIsNoMessage_IsRefusedWithDetails()
    {
        await using var hub = await StartHubAsync();
        hub.Log.Allow(ErrorExecutingServiceMethod);
        using var channel = hub.Connect();
        var bytes = Marshallers.Create<byte[]>(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "exchangehub.notary.v1.NotaryVerificationService", "VerifyCertificate", bytes, bytes);

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await channel.Invoker.AsyncUnaryCall(method, null, new CallOptions(), [0xFF, 0xFF, 0xFF, 0xFF])));

        Assert.Equal((StatusCode.InvalidArgument, "MESSAGE_REFUSED"), (error.Code, error.Reason));
        Assert.Empty(hub.Chongqing.Received);
    }

    [SkippableFact]
    public async Task VerifyCertificate_CompressedMessageThatUnfoldsOverTheLimit_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.VerifyCertificate();
        request.Title = new string('x', 10_000_000);

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(async () =>
            await channel.Notary().VerifyCertificateAsync(request, new Metadata { { "grpc-internal-encoding-request", "gzip" } })));

        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_REFUSED"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task VerifyCertificate_TooManyCallsOfOneParticipant_AreRefused()
    {
        await using var hub = await StartHubAsync((_, options) => options with { Limits = new LimitOptions { ConcurrentCallsPerParticipant = 2 } });
        // Two connections, so that the limit counted is the participant's and not HTTP/2's.
        using var first = hub.Connect();
        using var second = hub.Connect();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var inside = new SemaphoreSlim(0);
        hub.Chongqing.OnVerifyCertificate = async (request, _) =>
        {
            inside.Release();
            await release.Task;
            return StubBackOffice.Authentic(request);
        };
        var waiting = new[] { first.Notary().VerifyCertificateAsync(Questions.VerifyCertificate()).ResponseAsync, first.Notary().VerifyCertificateAsync(Questions.VerifyCertificate()).ResponseAsync };
        await inside.WaitAsync(TimeSpan.FromSeconds(20));
        await inside.WaitAsync(TimeSpan.FromSeconds(20));

        var error = await second.FailAsync(Questions.VerifyCertificate());
        release.SetResult();
        await Task.WhenAll(waiting);

        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_CALLS"), (error.Code, error.Reason));
        await second.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
    }

    [SkippableFact]
    public async Task VerifyCertificate_PersonalNumber_StandsInNoLogAndNoLedger()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        var bad = Questions.VerifyCertificate();
        bad.Title = "";
        await channel.FailAsync(bad);
        hub.Chongqing.OnVerifyCertificate = (_, _) => throw new RpcException(new Status(StatusCode.Unknown, Questions.ResidentId));
        await channel.FailAsync(Questions.VerifyCertificate());

        Assert.DoesNotContain(hub.Log.Lines, line => line.Category.StartsWith("ExchangeHub", StringComparison.Ordinal) && line.Text.Contains(Questions.ResidentId));
        var dump = await hub.Database.DumpAsync();
        Assert.Contains(Questions.Header().Purpose, dump);
        Assert.DoesNotContain(Questions.ResidentId, dump);
        var hashes = (await hub.LedgerAsync()).Select(entry => Convert.ToHexString(entry.SubjectHash ?? [])).Where(hash => hash.Length > 0).ToList();
        Assert.Equal(2, hashes.Count);
        Assert.Single(hashes.Distinct());
    }
}

public sealed class RequestTestsOnSqlite() : RequestTests(StoreOptions.Sqlite);

public sealed class RequestTestsOnPostgreSql() : RequestTests(StoreOptions.PostgreSql);
