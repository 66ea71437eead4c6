using System.Security.Cryptography;
using CsCheck;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ExchangeHub.Domain.Tests.Messages;

public class MessageDigestTests
{
    public static TheoryData<string> Types { get; } = [.. ExchangeContract.ExchangeMessages.Select(message => message.FullName)];

    /// <summary>
    /// What makes all runtimes write the same bytes. Maps have no order, floats have many forms of one value, and Go writes
    /// the members of a oneof after all other fields, so that they must have the highest numbers of their message, also
    /// when it grows: then by members only. The header is not digested, and may have one.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void ExchangeMessage_EveryFieldUnderIt_HasOneFormInEveryRuntime(string type)
    {
        var offending = DigestedUnder(ExchangeContract.Message(type)).Where(field =>
            field.IsMap
            || field.FieldType is FieldType.Float or FieldType.Double or FieldType.Group
            || field.IsExtension
            || (field.RealContainingOneof is { } oneof
                && field.ContainingType.Fields.InDeclarationOrder().Any(other => other.RealContainingOneof != oneof && other.FieldNumber > field.FieldNumber)));

        Assert.Empty(offending.Select(field => field.FullName));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ExchangeMessage_FieldOne_IsHeaderOrReceipt(string type)
    {
        var envelope = ExchangeContract.Message(type).FindFieldByNumber(1).MessageType;

        Assert.True(envelope == ExchangeHeader.Descriptor || envelope == ExchangeReceipt.Descriptor, envelope.FullName);
    }

    [Fact]
    public void Compute_HeaderOfAnySize_IsNoPartOfTheDigest()
        => Gen.Select(Gen.Int[0, 20_000], Generators.AnyText.Where(text => !UnicodeText.HasLostCharacters(text))).Sample((size, title) =>
        {
            var request = new VerifyCertificateRequest { Title = title };
            var without = SHA256.HashData(request.ToByteArray());

            request.Header = new ExchangeHeader { Purpose = new string('x', size) };

            Assert.Equal(without, MessageDigest.Compute(request));
        }, iter: 500);

    [Fact]
    public void Compute_AnswerWithFieldsOfANewerContract_IsTheDigestThatTheNewerSideComputes()
    {
        // Field 15, a text, unknown here: whoever knows it writes it after all others, as the highest number.
        byte[] unknown = [(15 << 3) | 2, 1, (byte)'x'];
        var known = new QueryWillResponse { Receipt = new ExchangeReceipt { ExchangeId = "x" }, CandidateCount = 3 };
        byte[] expected = [.. ExchangeContract.WithoutEnvelope(known).ToByteArray(), .. unknown];

        var parsed = QueryWillResponse.Parser.ParseFrom([.. known.ToByteArray(), .. unknown]);

        Assert.Equal(SHA256.HashData(expected), MessageDigest.Compute(parsed));
    }

    [Fact]
    public void Compute_ActOnACase_CoversWhoActsOnWhat()
    {
        var act = new ConfirmReceiptRequest { Action = new CaseAction { RequestId = "1", CaseId = "2" } };

        Assert.Equal(SHA256.HashData(act.ToByteArray()), MessageDigest.Compute(act));
    }

    private static IEnumerable<FieldDescriptor> DigestedUnder(MessageDescriptor type)
    {
        var seen = new HashSet<MessageDescriptor>();
        var open = new Queue<FieldDescriptor>(type.Fields.InDeclarationOrder().Where(field => field.FieldNumber != 1));
        while (open.TryDequeue(out var field))
        {
            yield return field;
            if (field.FieldType is not (FieldType.Message or FieldType.Group) || !seen.Add(field.MessageType))
                continue;
            foreach (var inner in field.MessageType.Fields.InDeclarationOrder())
                open.Enqueue(inner);
        }
    }
}
