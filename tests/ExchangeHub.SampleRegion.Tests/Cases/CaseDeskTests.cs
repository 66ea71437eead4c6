using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using ExchangeHub.SampleRegion.Register;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Tests.Cases;

public sealed class CaseDeskTests : IDisposable
{
    private readonly CaseFolder _folder = new();
    private readonly FakeHub _hub = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submit_Accepted_IsKnownAndInTheLedger()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var request = Request();

        var outcome = await region.Desk.SubmitAsync(request);

        Assert.Equal("", request.Header.RequestId);
        var known = (await region.File.FindCaseAsync(Guid.Parse(outcome.Case.CaseId), default))!;
        Assert.Equal((outcome.Case, request.Request), (known.Summary, known.Request));
        Assert.Equal(Guid.Parse(outcome.Receipt.ExchangeId), Assert.Single(await region.Ledger.FingerprintsAsync(default)).Key);
        Assert.Empty(await region.File.OpenActsAsync(default));
    }

    [Fact]
    public async Task Submit_KilledBeforeTheAnswer_IsSentAgainWithTheSameIdAndTakesEffectOnce()
    {
        _hub.Lose = _ => throw new RpcException(new Status(StatusCode.Unavailable, "cut off"));
        await using (var region = CaseRegion.Open(_folder.Path, _hub))
            await Assert.ThrowsAsync<RpcException>(() => region.Desk.SubmitAsync(Request()));

        _hub.Lose = _ => { };
        await using var restarted = CaseRegion.Open(_folder.Path, _hub);
        Assert.Null(await restarted.Desk.RepeatOpenAsync(default));

        Assert.Equal(2, _hub.Calls.Count);
        Assert.Single(_hub.Calls.Select(call => (call.RequestId, call.Request)).Distinct());
        Assert.NotNull(await restarted.File.FindCaseAsync(Guid.Parse(Assert.Single(_hub.Cases).Key), default));
        Assert.Single(await restarted.Ledger.FingerprintsAsync(default));
        Assert.Empty(await restarted.File.OpenActsAsync(default));
    }

    [Fact]
    public async Task Submit_KilledAfterTheLedgerBeforeTheMark_IsRecordedOnce()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var request = Request();
        request.Header.RequestId = Guid.NewGuid().ToString();
        // What the hub and the ledger know already, and the case file does not.
        await new NotaryAssistanceService.NotaryAssistanceServiceClient(_hub.WithRegionLedger(region.Ledger)).SubmitCaseAsync(request);

        await region.Desk.SubmitAsync(request);

        Assert.Single(_hub.Cases);
        Assert.Single(await region.Ledger.FingerprintsAsync(default));
    }

    [Fact]
    public async Task Act_Refused_IsNotSentAgain()
    {
        _hub.Refuse = (_, _) => throw new RpcException(new Status(StatusCode.FailedPrecondition, "wrong state"));
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        await Assert.ThrowsAsync<RpcException>(() => region.Desk.CloseAsync(Action(), "close"));

        _hub.Refuse = (_, _) => { };
        Assert.Null(await region.Desk.RepeatOpenAsync(default));
        var error = await Assert.ThrowsAsync<RpcException>(() => region.Desk.CloseAsync(Action(), "close"));

        Assert.Equal((StatusCode.FailedPrecondition, "wrong state"), (error.StatusCode, error.Status.Detail));
        Assert.Single(_hub.Calls);
        Assert.Empty(await region.Ledger.FingerprintsAsync(default));
    }

    [Fact]
    public async Task RepeatOpen_RefusedNow_IsMarkedAndOthersAreSent()
    {
        _hub.Refuse = (_, _) => throw new RpcException(new Status(StatusCode.Unavailable, ""));
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        await Assert.ThrowsAsync<RpcException>(() => region.Desk.CloseAsync(Action()));
        await Assert.ThrowsAsync<RpcException>(() => region.Desk.WithdrawAsync(Action(), new Statement { Reason = "测试：不再需要办理该事项。" }));

        _hub.Refuse = (method, _) =>
        {
            if (method == "CloseCase")
                throw new RpcException(new Status(StatusCode.FailedPrecondition, ""));
        };
        Assert.Null(await region.Desk.RepeatOpenAsync(default));

        Assert.Equal(["CloseCase", "WithdrawCase", "CloseCase", "WithdrawCase"], _hub.Methods);
        Assert.Empty(await region.File.OpenActsAsync(default));
    }

    [Fact]
    public async Task RepeatOpen_HubAway_StopsAndKeepsAll()
    {
        _hub.Refuse = (_, _) => throw new RpcException(new Status(StatusCode.Unavailable, ""));
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<RpcException>(() => region.Desk.CloseAsync(Action()));

        Assert.IsType<RpcException>(await region.Desk.RepeatOpenAsync(default));

        Assert.Equal(4, _hub.Calls.Count);
        Assert.Equal(3, (await region.File.OpenActsAsync(default)).Count);
    }

    [Fact]
    public async Task Act_SameIntent_IsTheSameAct()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);

        var first = await region.Desk.StartAsync(Action(), "one");
        var again = await region.Desk.StartAsync(Action(), "one");

        Assert.Equal(first, again);
        Assert.Single(_hub.Calls);
    }

    [Fact]
    public async Task Act_RequestIdOfAnotherAct_IsNotSent()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var action = Action();
        action.RequestId = Guid.NewGuid().ToString();
        await region.Desk.StartAsync(action);

        await Assert.ThrowsAsync<InvalidOperationException>(() => region.Desk.CloseAsync(action));

        Assert.Equal(["StartCase"], _hub.Methods);
    }

    [Fact]
    public async Task EveryAct_OfTheDesk_ReachesItsMethodWithItsPapers()
    {
        await using var region = CaseRegion.Open(_folder.Path, _hub);
        var statement = new Statement { Reason = "测试：理由说明不少于十个字。" };

        await region.Desk.SubmitAsync(Request());
        await region.Desk.ConfirmReceiptAsync(Action());
        await region.Desk.StartAsync(Action());
        await region.Desk.RequestSupplementAsync(Action(), new SupplementRequest { MissingItems = { "介绍信" } });
        await region.Desk.ProvideSupplementAsync(Action(), new Supplement { Text = "如附" });
        await region.Desk.TransferAsync(Action(), new Transfer { Reason = statement.Reason });
        await region.Desk.AgreeToRestartAsync(Action());
        await region.Desk.ReplyAsync(Action(), new AssistanceReply { ReplyNumber = "1" });
        await region.Desk.DisputeAsync(Action(), statement);
        await region.Desk.CloseAsync(Action());
        await region.Desk.WithdrawAsync(Action(), statement);

        Assert.Equal(
            NotaryAssistanceService.Descriptor.Methods.Where(method => method.OutputType.FindFieldByName("receipt") is not null).Select(method => method.Name),
            _hub.Methods);
        Assert.All(_hub.Calls, call => Assert.True(Guid.TryParse(call.RequestId, out _)));
        Assert.All(_hub.Calls, call => Assert.All(call.Request.Descriptor.Fields.InDeclarationOrder(), field => Assert.NotNull(field.Accessor.GetValue(call.Request))));
        Assert.Equal(11, (await region.Ledger.FingerprintsAsync(default)).Count);
    }

    private static SubmitCaseRequest Request()
    {
        var header = Headers.Any();
        header.RequestId = "";
        return SampleCases.For(SampleOffices.Chongqing)[0].Submit(header, "测试函1");
    }

    private static CaseAction Action() => new()
    {
        CaseId = Guid.CreateVersion7().ToString(),
        ActingOffice = new OfficeReference { Uscc = "x", Name = "测试公证处" },
        OperatorName = "测试经办人",
    };
}
