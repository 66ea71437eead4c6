using System.Diagnostics;
using ExchangeHub.Contracts.Sharing.V1;
using Grpc.Core;

namespace ExchangeHub.Benchmarks.Sharing;

/// <summary>Many who follow one feed.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly List<Follower> _followers = [];

    /// <summary>Has so many follow from the feed's end, and waits until each is heard.</summary>
    public static async Task<Crowd> GatherAsync(SharingRig rig, int count)
    {
        var crowd = new Crowd();
        var sets = await rig.Reader.ListDataSetsAsync(new ListDataSetsRequest());
        var sequence = sets.DataSets.Single(set => set.DataSet == DataSet.Notices).Feeds.SingleOrDefault()?.Sequence ?? 0;
        for (var i = 0; i < count; i++)
            crowd._followers.Add(new Follower(rig.ReaderNumber(i).WatchChanges(new WatchChangesRequest { DataSet = DataSet.Notices, ProducerRegion = SharingRig.Producer, AfterSequence = sequence })));
        await Task.WhenAll(crowd._followers.Select(follower => follower.ArrivedAsync(sequence)));
        return crowd;
    }

    /// <summary>When each had a version, in the stopwatch's ticks.</summary>
    public async Task<long[]> ArrivedAsync(long sequence) => await Task.WhenAll(_followers.Select(follower => follower.ArrivedAsync(sequence)));

    /// <summary>How many versions the one has not that is furthest behind.</summary>
    public long FurthestBehind(long sequence) => _followers.Max(follower => sequence - follower.Sequence);

    public void Dispose()
    {
        foreach (var follower in _followers)
            follower.Dispose();
    }

    private sealed class Follower : IDisposable
    {
        private readonly AsyncServerStreamingCall<WatchChangesResponse> _call;
        private readonly Lock _moving = new();
        private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _sequence = -1;
        private long _time;

        public Follower(AsyncServerStreamingCall<WatchChangesResponse> call)
        {
            _call = call;
            _ = ReadAsync();
        }

        public long Sequence => Interlocked.Read(ref _sequence);

        public async Task<long> ArrivedAsync(long sequence)
        {
            while (true)
            {
                Task moved;
                lock (_moving)
                {
                    if (_sequence >= sequence)
                        return _time;
                    moved = _moved.Task;
                }
                await moved;
            }
        }

        public void Dispose() => _call.Dispose();

        private async Task ReadAsync()
        {
            try
            {
                while (await _call.ResponseStream.MoveNext(CancellationToken.None))
                    Move(_call.ResponseStream.Current);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Cancelled)
            {
                return; // The measurement is over.
            }
            catch (RpcException error)
            {
                lock (_moving)
                    _moved.TrySetException(error);
            }
        }

        private void Move(WatchChangesResponse message)
        {
            TaskCompletionSource moved;
            lock (_moving)
            {
                _sequence = message.Records.Count > 0 ? message.Records[^1].Sequence : message.Head.Sequence;
                _time = Stopwatch.GetTimestamp();
                moved = _moved;
                _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            moved.TrySetResult();
        }
    }
}
