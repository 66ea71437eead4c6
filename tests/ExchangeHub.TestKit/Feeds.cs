using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using Grpc.Core;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.TestKit;

/// <summary>Records for tests (测试数据), and the usual ways to publish and read them.</summary>
public static class Feeds
{
    /// <summary>A notice, which needs little.</summary>
    public static Record Notice(string number, int version = 1, string title = "关于𠮷字测试的通报", DateOnly? from = null) => new()
    {
        DataSet = DataSet.Notices,
        Operation = RecordOperation.Upsert,
        Key = number,
        Version = version,
        EffectiveDate = CalendarDates.ToProto(from ?? new DateOnly(2026, 1, 1)),
        Content = new RecordContent { Notice = NoticeContent(number, title) },
    };

    public static Notice NoticeContent(string number, string title) => new()
    {
        NoticeNumber = number,
        Title = title,
        Text = "仅供测试",
        Issuer = "重庆市司法局（测试）",
        IssueDate = CalendarDates.ToProto(new DateOnly(2026, 1, 1)),
    };

    /// <summary>The next version: it corrects an earlier one.</summary>
    public static Record Correct(this Record record, int version, int corrected, string title, DateOnly from)
    {
        var next = Notice(record.Key, version, title, from);
        (next.Operation, next.CorrectedVersion, next.Reason) = (RecordOperation.Correct, corrected, "更正（测试）");
        return next;
    }

    /// <summary>The next version: it deletes the record.</summary>
    public static Record Delete(this Record record, int version, DateOnly from) => new()
    {
        DataSet = record.DataSet,
        Operation = RecordOperation.Delete,
        Key = record.Key,
        Version = version,
        EffectiveDate = CalendarDates.ToProto(from),
        Reason = "注销（测试）",
    };

    /// <summary>An entry of the watch list, which is shared upon application.</summary>
    public static Record WatchEntry(string subject, int version = 1) => new()
    {
        DataSet = DataSet.WatchList,
        Operation = RecordOperation.Upsert,
        Key = $"测试名单/{subject}",
        Version = version,
        EffectiveDate = CalendarDates.ToProto(new DateOnly(2026, 1, 1)),
        Content = new RecordContent
        {
            WatchListEntry = new WatchListEntry
            {
                List = "测试名单",
                Subject = new SubjectReference { Kind = SubjectKind.Person, Key = subject, Name = "测试某" },
                Reason = "多次超期（测试）",
                BasisNumber = "测列〔2026〕1号",
                ListedDate = CalendarDates.ToProto(new DateOnly(2026, 1, 1)),
                ExpiryDate = CalendarDates.ToProto(new DateOnly(2027, 1, 1)),
                AppealChannel = "60 日内向重庆市司法局（测试）申诉",
                AppealStatus = AppealStatus.None,
            },
        },
    };

    /// <summary>That a certificate of the Chongqing test office was revoked.</summary>
    public static Record Revoked(string number, CertificateStatus status = CertificateStatus.Revoked, int version = 1)
    {
        var revoked = new RevokedCertificate
        {
            OfficeUscc = Questions.ChongqingOffice,
            IssuingOfficeName = "重庆市测试公证处",
            CertificateNumber = CertificateNumbers.Parse(number),
            Status = status,
            DecisionDate = CalendarDates.ToProto(new DateOnly(2026, 1, 5)),
            DecisionNumber = "渝测证撤〔2026〕1号",
            ReplacementNumber = CertificateNumbers.Parse("（2026）渝测证字第1号"),
        };
        return new Record
        {
            DataSet = DataSet.RevokedCertificates,
            Operation = RecordOperation.Upsert,
            Key = $"{revoked.OfficeUscc}/{CertificateNumbers.RecordKey(revoked.CertificateNumber)}",
            Version = version,
            EffectiveDate = CalendarDates.ToProto(new DateOnly(2026, 1, 5)),
            Content = new RecordContent { RevokedCertificate = revoked },
        };
    }

    /// <summary>Publishes batches, one stream; gives the answers.</summary>
    public static async Task<List<PublishRecordsResponse>> PublishAsync(this RecordSharingServiceClient client, DataSet set, params IEnumerable<Record>[] batches)
    {
        using var call = client.PublishRecords();
        var answers = new List<PublishRecordsResponse>();
        var goesOn = true;
        await call.RequestStream.WriteAsync(Start(set));
        foreach (var batch in batches.TakeWhile(_ => goesOn))
        {
            goesOn = await TryWriteAsync(call.RequestStream, batch) && await call.ResponseStream.MoveNext(CancellationToken.None);
            if (goesOn)
                answers.Add(call.ResponseStream.Current);
        }
        if (goesOn)
            await call.RequestStream.CompleteAsync();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            answers.Add(call.ResponseStream.Current);
        return answers;
    }

    /// <summary>False where the call has ended already: its status says why.</summary>
    private static async Task<bool> TryWriteAsync(IClientStreamWriter<PublishRecordsRequest> requests, IEnumerable<Record> batch)
    {
        try
        {
            await requests.WriteAsync(new PublishRecordsRequest { Batch = new RecordBatch { Records = { batch } } });
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or RpcException)
        {
            return false;
        }
    }

    public static PublishRecordsRequest Start(DataSet set) => new() { Start = new PublicationStart { RequestId = Guid.NewGuid().ToString(), DataSet = set, OperatorName = "测试甲" } };

    /// <summary>All of a snapshot, and its head.</summary>
    public static async Task<(List<Record> Records, FeedHead Head)> SnapshotAsync(this RecordSharingServiceClient client, ReadSnapshotRequest request)
    {
        using var call = client.ReadSnapshot(request);
        var records = new List<Record>();
        FeedHead? head = null;
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            records.AddRange(message.Records);
            head = message.Head ?? head;
        }
        return (records, head!);
    }
}
