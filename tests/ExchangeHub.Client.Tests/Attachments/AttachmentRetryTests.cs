using ExchangeHub.Client.Attachments;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace ExchangeHub.Client.Tests.Attachments;

public class AttachmentRetryTests
{
    private readonly AttachmentRetry _retry = new(new AttachmentTransferOptions { Attempts = 3, FirstPause = TimeSpan.Zero, LongestPause = TimeSpan.Zero }, TimeProvider.System);
    private int _begun;

    [Fact]
    public async Task RunAsync_BreaksWithoutProgress_GivesUpAfterItsAttempts()
    {
        await Assert.ThrowsAsync<RpcException>(() => RunAsync(_ => throw Broken()));

        Assert.Equal(3, _begun);
    }

    [Fact]
    public async Task RunAsync_BreaksWithProgress_GoesOn()
    {
        var result = await RunAsync(progress =>
        {
            progress(_begun);
            return _begun < 10 ? throw Broken() : Task.FromResult(_begun);
        });

        Assert.Equal(10, result);
    }

    [Fact]
    public async Task RunAsync_TheSameProgressAgain_IsNone()
    {
        await Assert.ThrowsAsync<RpcException>(() => RunAsync(progress =>
        {
            progress(5);
            throw Broken();
        }));

        Assert.Equal(3, _begun);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, "ATTACHMENT_DIGEST_MISMATCH", 1)]
    [InlineData(StatusCode.NotFound, "ATTACHMENT_NOT_FOUND", 1)]
    [InlineData(StatusCode.ResourceExhausted, "ATTACHMENT_SPACE", 1)]
    [InlineData(StatusCode.DataLoss, "STORED_DATA_UNREADABLE", 1)]
    [InlineData(StatusCode.Internal, "HUB_FAILED", 1)]
    [InlineData(StatusCode.Unavailable, "STORE_UNAVAILABLE", 3)]
    [InlineData(StatusCode.OutOfRange, "ATTACHMENT_OFFSET", 3)]
    [InlineData(StatusCode.DeadlineExceeded, "TRANSFER_IDLE", 3)]
    [InlineData(StatusCode.ResourceExhausted, "TOO_MANY_UPLOADS", 3)]
    public async Task RunAsync_WhatTheHubRefuses_IsTriedAgainOnlyIfItMayPass(StatusCode code, string reason, int attempts)
    {
        var error = new Google.Rpc.Status { Code = (int)code, Details = { Any.Pack(new ErrorInfo { Reason = reason }) } }.ToRpcException();

        Assert.Same(error, await Assert.ThrowsAsync<RpcException>(() => RunAsync(_ => throw error)));

        Assert.Equal(attempts, _begun);
    }

    [Fact]
    public async Task RunAsync_CalledOff_IsNotTriedAgain()
    {
        using var off = new CancellationTokenSource();

        await Assert.ThrowsAsync<RpcException>(() => _retry.RunAsync<int>(async _ =>
        {
            _begun++;
            await off.CancelAsync();
            throw Broken();
        }, off.Token));

        Assert.Equal(1, _begun);
    }

    private static RpcException Broken() => new(new Status(StatusCode.Internal, "the connection broke"));

    private Task<int> RunAsync(Func<Action<long>, Task<int>> transfer) => _retry.RunAsync(progress =>
    {
        _begun++;
        return transfer(progress);
    }, CancellationToken.None);
}
