using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

public class CanonicalRowTests
{
    /// <summary>What can be read back without loss has one form for one row, and no part can pass for another.</summary>
    [Fact]
    public void ToBytes_AnyRow_CanBeReadBackWhole()
        => Row.Any.Sample(row => Assert.Equal(row, Read(row.Bytes)));

    [Fact]
    public void ToBytes_BytesMovedOverAnyBoundary_GiveAnotherForm()
        => Gen.Select(Gen.Guid, Gen.Byte.Array[1, 40], Gen.Int[0, 40], Gen.Int[0, 40]).Sample((id, bytes, cut, otherCut) =>
        {
            var (one, other) = (Math.Min(cut, bytes.Length), Math.Min(otherCut, bytes.Length));
            var same = CanonicalRow.ToBytes(id, "/m", 1, bytes.AsSpan(0, one), bytes.AsSpan(one)).AsSpan()
                .SequenceEqual(CanonicalRow.ToBytes(id, "/m", 1, bytes.AsSpan(0, other), bytes.AsSpan(other)));
            Assert.Equal(one == other, same);
        });

    [Fact]
    public void Fingerprint_AnyOnePartChanged_IsAnother()
        => Gen.Select(Row.Any, Row.Any).Sample((row, other) =>
        {
            Row[] changed =
            [
                row with { Id = other.Id },
                row with { Method = other.Method },
                row with { State = other.State },
                row with { RequestDigest = other.RequestDigest },
                row with { ResponseDigest = other.ResponseDigest },
                row with { RequestDigest = row.ResponseDigest, ResponseDigest = row.RequestDigest },
            ];
            Assert.All(changed, candidate => Assert.Equal(candidate == row, candidate.Fingerprint == row.Fingerprint));
        });

    [Fact]
    public void Fingerprint_AnyOneBitOfADigestChanged_IsAnother()
        => Gen.Select(Row.Any.Where(row => row.RequestDigest.Length > 0), Gen.Int[0, 8 * CanonicalRow.MaxDigestBytes - 1]).Sample((row, bit) =>
        {
            var digest = Convert.FromHexString(row.RequestDigest);
            digest[bit / 8 % digest.Length] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(row.Fingerprint, (row with { RequestDigest = Convert.ToHexString(digest) }).Fingerprint);
        });

    [Theory]
    [InlineData(CanonicalRow.MaxMethodBytes + 1, 32, 32, "method")]
    [InlineData(1, CanonicalRow.MaxDigestBytes + 1, 32, "digest")]
    [InlineData(1, 32, CanonicalRow.MaxDigestBytes + 1, "digest")]
    public void Fingerprint_PartTooLong_IsRefused(int method, int request, int response, string parameter)
    {
        var refused = Assert.Throws<ArgumentException>(() => CanonicalRow.Fingerprint(Guid.Empty, new string('m', method), 1, new byte[request], new byte[response]));
        Assert.Equal(parameter, refused.ParamName);
    }

    [Fact]
    public void Fingerprint_AnyRowWithASalt_IsThatOfTheSaltAndTheForm()
        => Gen.Select(Row.Any, Gen.Byte.Array[CanonicalRow.SaltBytes]).Sample((row, salt) =>
        {
            var hash = SHA256.HashData([.. salt, .. row.Bytes]);
            var limbs = Enumerable.Range(0, 4).Select(i => BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(4 * i))).ToArray();
            Assert.Equal(new RowFingerprint(limbs[0], limbs[1], limbs[2], limbs[3]), row.Salted(salt));
        });

    [Fact]
    public void Fingerprint_AnyRowWithAnEmptySalt_IsThatWithoutOne()
        => Row.Any.Sample(row => Assert.Equal(row.Fingerprint, row.Salted([])));

    [Theory]
    [InlineData(1)]
    [InlineData(CanonicalRow.SaltBytes - 1)]
    [InlineData(CanonicalRow.SaltBytes + 1)]
    [InlineData(1_000_000)]
    public void Fingerprint_SaltOfAnotherLength_IsRefused(int length)
    {
        var refused = Assert.Throws<ArgumentException>(() => CanonicalRow.Fingerprint(new byte[length], Guid.Empty, "/m", 1, default, default));
        Assert.Equal("salt", refused.ParamName);
    }

    /// <summary>A sign-off hashes every row of a day.</summary>
    [Fact]
    public void Fingerprint_WithASalt_AllocatesNothing()
    {
        var (salt, digest) = (new byte[CanonicalRow.SaltBytes], new byte[32]);
        Hash(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Hash(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Hash(int times)
        {
            for (var i = 0; i < times; i++)
                CanonicalRow.Fingerprint(salt, Guid.Empty, "/a.B/C", 1, digest, digest);
        }
    }

    [Fact]
    public void Fingerprint_EveryPartAtItsLongest_IsComputed()
        => Assert.Equal(1 + 16 + 1 + 2 + 512 + 2 * 65, CanonicalRow.ToBytes(Guid.Empty, new string('m', CanonicalRow.MaxMethodBytes), 1, new byte[64], new byte[64]).Length);

    private static Row Read(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(CanonicalRow.Version, bytes[0]);
        var id = new Guid(bytes[1..17], bigEndian: true);
        var state = bytes[17];
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[18..]);
        var method = Encoding.UTF8.GetString(bytes.Slice(20, length));
        var request = Part(bytes[(20 + length)..]);
        var response = Part(bytes[(20 + length + 1 + request.Length)..]);
        Assert.Equal(bytes.Length, 20 + length + 1 + request.Length + 1 + response.Length);
        return new Row(id, method, state, Convert.ToHexString(request), Convert.ToHexString(response));

        static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> from) => from.Slice(1, from[0]);
    }
}
