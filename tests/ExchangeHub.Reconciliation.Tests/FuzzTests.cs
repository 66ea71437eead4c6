using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Whatever a region says, a comparison ends, within its bounds, and either says what is wrong or proves what it found.</summary>
public class FuzzTests
{
    private const int MostCalls = 2_000;

    [Fact]
    public Task Run_AnyLies_EndsInAProofOrNamesWhatIsWrong()
        => Gen.Select(Ledgers.Any, Gen.Int, Gen.Int[1, 8], Gen.Int[0, Routes.Length - 1]).SampleAsync(async (ledgers, seed, seldom, route) =>
        {
            var liar = new Liar(new Random(seed), seldom);
            var remote = new LyingRemote(new FakeRemote(ledgers.Remote)) { Summaries = liar.Bend, Page = liar.Bend, Cells = liar.Bend };
            try
            {
                var (result, found) = await Comparing.RunAsync(ledgers.Local, remote, Comparing.Everything, new ComparisonOptions { Methods = Routes[route], RowsPerPage = 100 });
                Assert.True(result.Residual.IsZero);
                Assert.Equal(result.DifferenceCount, found.Count);
                Assert.Equal(result.Remote - result.Local, found.Aggregate(default(RangeFingerprint), (sum, one) => sum + Explained(one)));
            }
            catch (RemoteLedgerException named)
            {
                Assert.NotEmpty(named.Message);
                Assert.NotEmpty(named.MessageZh);
            }
            Assert.InRange(remote.Calls, 1, MostCalls);
        }, iter: 1_000);

    private static readonly ComparisonMethods[] Routes =
        [Comparing.Any, ComparisonMethods.List, ComparisonMethods.Sketch, ComparisonMethods.Descent, ComparisonMethods.Descent | ComparisonMethods.Sketch];

    private static RangeFingerprint Explained(RowDifference difference)
        => difference.Remote.Aggregate(difference.Local is { } local ? RangeFingerprint.Of(local, -1) : default, (sum, copy) => sum + RangeFingerprint.Of(copy));

    /// <summary>Lies one time in so many, each time another way.</summary>
    private sealed class Liar(Random random, int seldom)
    {
        private readonly Lock _one = new();

        public IReadOnlyList<RangeSummary> Bend(IReadOnlyList<RangeQuestion> questions, IReadOnlyList<RangeSummary> answers)
        {
            lock (_one)
                return random.Next(20 * seldom) == 0 ? [.. answers.Skip(1)] : [.. answers.Select(answer => IsTrue ? answer : Bend(answer))];
        }

        public RowPage Bend(IdRange range, RowPage page)
        {
            lock (_one)
            {
                if (IsTrue)
                    return page;
                var rows = page.Rows.ToList();
                return random.Next(6) switch
                {
                    0 => new RowPage([.. rows.Skip(1)], page.Next),
                    1 => new RowPage([.. rows, new FingerprintedRow(range.First, Made.Fingerprint(random))], page.Next),
                    2 => new RowPage(rows, range.First),
                    3 => new RowPage(rows, new Guid(Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256)).ToArray())),
                    4 => new RowPage([.. rows.Take(1)], rows.Count > 1 ? rows[1].Id : null),
                    _ => new RowPage([.. rows.Select(row => row with { Fingerprint = Made.Fingerprint(random) })], page.Next),
                };
            }
        }

        public Sketch? Bend(Sketch sketch)
        {
            lock (_one)
            {
                if (IsTrue)
                    return sketch;
                var bytes = sketch.ToBytes();
                switch (random.Next(4))
                {
                    case 0:
                        return null;
                    case 1:
                        random.NextBytes(bytes);
                        break;
                    case 2:
                        bytes[random.Next(bytes.Length)] ^= 1;
                        break;
                    default:
                        sketch.Add(new FingerprintedRow(Guid.NewGuid(), Made.Fingerprint(random)));
                        return sketch;
                }
                return Sketch.FromBytes(bytes, sketch.CellsPerTable);
            }
        }

        private bool IsTrue => random.Next(seldom) != 0;

        private RangeSummary Bend(RangeSummary answer) => random.Next(6) switch
        {
            0 => answer with { Total = Bend(answer.Total) },
            1 => answer with { Parts = [.. answer.Parts.Skip(1)] },
            2 => answer with { Parts = [.. answer.Parts, .. answer.Parts] },
            3 => answer with { Parts = [.. answer.Parts.Select(part => (part.Index, Bend(part.Total)))] },
            4 => answer with { Parts = [.. answer.Parts.Select(part => (part.Index + random.Next(-1, 2), part.Total))] },
            // A lie that adds up: what one part has more, another has less.
            _ => answer.Parts.Count < 2 ? answer : answer with { Parts = [(answer.Parts[0].Index, answer.Parts[0].Total + answer.Parts[1].Total), .. answer.Parts.Skip(2)] },
        };

        private RangeFingerprint Bend(RangeFingerprint sums) => random.Next(4) switch
        {
            0 => sums with { Count = sums.Count + random.Next(-2, 3) },
            1 => sums with { Sum0 = sums.Sum0 + random.NextInt64(-1L << 33, 1L << 33) },
            2 => new RangeFingerprint(random.NextInt64(), random.NextInt64(), random.NextInt64(), random.NextInt64(), random.NextInt64()),
            _ => new RangeFingerprint(int.MaxValue, long.MaxValue / 2, long.MaxValue / 2, long.MaxValue / 2, long.MaxValue / 2),
        };
    }
}
