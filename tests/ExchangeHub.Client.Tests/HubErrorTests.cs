using ExchangeHub.Client.Calls;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace ExchangeHub.Client.Tests;

public class HubErrorTests
{
    [Fact]
    public void From_ErrorOfTheHub_IsTakenApart()
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = "The request has 2 violation(s).",
            Details =
            {
                Any.Pack(new ErrorInfo { Reason = "REQUEST_INVALID", Domain = "exchangehub", Metadata = { ["side"] = "caller", ["violations"] = "2" } }),
                Any.Pack(new LocalizedMessage { Locale = "zh-CN", Message = "请求有 2 处不符合要求。" }),
                Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)) }),
                Any.Pack(new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation { Field = "title", Reason = "REQUIRED", Description = "is required", LocalizedMessage = new LocalizedMessage { Message = "必填" } },
                        new BadRequest.Types.FieldViolation { Field = "party", Reason = "REQUIRED" },
                    },
                }),
            },
        };

        var error = HubError.From(status.ToRpcException());

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_INVALID", "caller", "请求有 2 处不符合要求。"), (error.Code, error.Reason, error.Side, error.Text));
        Assert.Equal("2", error.Metadata["violations"]);
        Assert.Equal([new HubViolation("title", "REQUIRED", "必填"), new HubViolation("party", "REQUIRED", "")], error.Violations);
        Assert.Equal(TimeSpan.FromSeconds(2), error.RetryAfter);
    }

    [Fact]
    public void From_ErrorOfSomethingElse_HasItsStatusAndNoReason()
        => AssertNotTheHubs(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "connection refused")));

    [Fact]
    public void From_DetailsOfSomethingElse_HasItsStatusAndNoReason()
        => AssertNotTheHubs(new RpcException(
            new Grpc.Core.Status(StatusCode.Unavailable, "connection refused"),
            new Metadata { { "grpc-status-details-bin", new Google.Rpc.Status { Details = { Any.Pack(new StringValue { Value = "x" }) } }.ToByteArray() } }));

    [Fact]
    public void From_DetailsThatAreNoMessage_HasItsStatusAndNoReason()
        => AssertNotTheHubs(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "connection refused"), new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF, 0xFF] } }));

    private static void AssertNotTheHubs(RpcException error)
    {
        var taken = HubError.From(error);

        Assert.Equal((StatusCode.Unavailable, "", "", "connection refused"), (taken.Code, taken.Reason, taken.Side, taken.Text));
        Assert.Empty(taken.Metadata);
        Assert.Empty(taken.Violations);
        Assert.Null(taken.RetryAfter);
    }
}
