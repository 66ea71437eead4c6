using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Notary;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Tests;

/// <summary>A client that calls the endpoint directly, without a network.</summary>
internal sealed class InProcessClient(NotaryVerificationEndpoint endpoint) : NotaryVerificationService.NotaryVerificationServiceClient
{
    public override AsyncUnaryCall<VerifyCertificateResponse> VerifyCertificateAsync(VerifyCertificateRequest request, CallOptions options) =>
        Call(endpoint.VerifyCertificate(request, new CallContext(options.CancellationToken)));

    public override AsyncUnaryCall<VerifyPowerOfAttorneyResponse> VerifyPowerOfAttorneyAsync(VerifyPowerOfAttorneyRequest request, CallOptions options) =>
        Call(endpoint.VerifyPowerOfAttorney(request, new CallContext(options.CancellationToken)));

    public override AsyncUnaryCall<VerifyEnforceableDeedResponse> VerifyEnforceableDeedAsync(VerifyEnforceableDeedRequest request, CallOptions options) =>
        Call(endpoint.VerifyEnforceableDeed(request, new CallContext(options.CancellationToken)));

    public override AsyncUnaryCall<QueryWillResponse> QueryWillAsync(QueryWillRequest request, CallOptions options) =>
        Call(endpoint.QueryWill(request, new CallContext(options.CancellationToken)));

    public override AsyncUnaryCall<QueryInheritanceResponse> QueryInheritanceAsync(QueryInheritanceRequest request, CallOptions options) =>
        Call(endpoint.QueryInheritance(request, new CallContext(options.CancellationToken)));

    private static AsyncUnaryCall<T> Call<T>(Task<T> response) =>
        new(response, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
}

/// <summary>A call context that knows nothing but its cancellation.</summary>
internal sealed class CallContext(CancellationToken cancellationToken) : ServerCallContext
{
    protected override string MethodCore => "";
    protected override string HostCore => "";
    protected override string PeerCore => "";
    protected override DateTime DeadlineCore => DateTime.MaxValue;
    protected override Metadata RequestHeadersCore { get; } = [];
    protected override CancellationToken CancellationTokenCore => cancellationToken;
    protected override Metadata ResponseTrailersCore { get; } = [];
    protected override Status StatusCore { get; set; }
    protected override WriteOptions? WriteOptionsCore { get; set; }
    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}

/// <summary>A clock that stands still.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>Headers as the hub sends them.</summary>
internal static class Headers
{
    public const string ExchangeId = "01980000-0000-7000-8000-000000000001";

    public static ExchangeHeader Any() => new()
    {
        RequestId = "6f1c2f9e-3f44-4d52-9df5-0f6cf6c2b111",
        RequestingOffice = new OfficeReference { Uscc = "32519999MD99000101", Name = "四川省成都市测试公证处" },
        Purpose = "测试",
        LegalBasis = { "公证法第二十九条" },
        OwnCaseNumber = "测试受理第1号",
        OperatorName = "测试经办人",
        ExchangeId = ExchangeId,
    };

    public static ExchangeHeader To(string officeUscc)
    {
        var header = Any();
        header.TargetOffice = new OfficeReference { Uscc = officeUscc, Name = "测试公证处" };
        return header;
    }

    public static ExchangeHeader ToRegion(string regionCode)
    {
        var header = Any();
        header.TargetRegion = regionCode;
        return header;
    }
}
