using System.Text;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.CaseEventKind;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Who sees what, and that papers lie encrypted.</summary>
public abstract class CasePrivacyTests(string store) : CaseTest(store)
{
    private const string Name = "测试绝密𠮷某某";
    private const string Secret = "该当事人的遗产情况（测试）需要保密处理";

    [SkippableFact]
    public async Task Papers_Stored_AreFoundInNoFileNoColumnAndNoLog()
    {
        await using var site = await StartAsync();
        var request = CaseRequests.Submit();
        request.Request.Subjects[0].Party.Person.Name = Name;
        request.Request.Questions[0].Text = Secret;
        var id = (await site.Office.SubmitCaseAsync(request)).Case.CaseId;
        await site.Chongqing.DoAsync(ReceiptConfirmed, CaseSite.Answering(id));
        var reply = CaseRequests.Reply();
        reply.Answers[0].Value = Secret;
        await site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = reply });
        await site.SichuanInbox.UntilAsync(id, Replied);
        await site.ChongqingInbox.UntilAsync(id, Submitted);
        var invalid = CaseRequests.Submit();
        invalid.Request.Subjects[0].Party.Person.Name = Name;
        invalid.Request.Questions.Clear();
        await RefusedAsync(site.Office.SubmitCaseAsync(invalid));

        Assert.Equal(Name, (await site.Chongqing.GetCaseAsync(new GetCaseRequest { CaseId = id })).Request.Subjects[0].Party.Person.Name);
        var stored = await StoredAsync(site);
        Assert.True(Holds(stored, request.Header.OwnCaseNumber), "What is not secret is found: the search works.");
        foreach (var text in new[] { Name, Secret, Questions.ResidentId })
        {
            Assert.False(Holds(stored, text), text);
            Assert.DoesNotContain(site.Hub.Log.Lines, line => line.Text.Contains(text, StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Will_WithoutTheGrant_IsRefused()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        using var channel = site.Hub.Connect(cast.Other);
        var request = Will();
        request.Header.RequestingOffice = CaseCast.OtherSichuan;

        var refusal = await RefusedAsync(new NotaryAssistanceServiceClient(channel.Invoker).SubmitCaseAsync(request));

        Assert.Equal((StatusCode.PermissionDenied, "GRANT_MISSING", "sealed-files"), (refusal.Code, refusal.Reason, refusal.Metadata["grant"]));
        Assert.Equal(MatterCode.WillQuery, (await site.Office.SubmitCaseAsync(Will())).Case.Matter);
    }

    [SkippableFact]
    public async Task Cases_ForOperatorsAndAuditors_AreListedButNotShown()
    {
        await using var cast = new CaseCast();
        await using var site = await StartAsync(cast.AddTo);
        var id = (await site.SubmitAsync()).CaseId;

        foreach (var certificate in new[] { cast.Operator, cast.Auditor })
        {
            using var channel = site.Hub.Connect(certificate);
            var client = new NotaryAssistanceServiceClient(channel.Invoker);
            Assert.Equal(id, Assert.Single((await client.ListCasesAsync(new ListCasesRequest())).Cases).CaseId);
            Assert.Equal("ROLE_NOT_PERMITTED", (await RefusedAsync(client.GetCaseAsync(new GetCaseRequest { CaseId = id }))).Reason);
            Assert.Equal("ROLE_NOT_PERMITTED", (await RefusedAsync(client.SubmitCaseAsync(CaseRequests.Submit()))).Reason);
            using var watch = client.WatchCase(new WatchCaseRequest { CaseId = id });
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
            using var all = client.WatchCases(new WatchCasesRequest());
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => all.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
        }
    }

    private static SubmitCaseRequest Will()
    {
        var request = CaseRequests.Submit();
        request.Request.Matter = MatterCode.WillQuery;
        request.Request.TargetCertificate = null;
        request.Request.Subjects[0].Role = SubjectRole.Testator;
        request.Request.DeathProof = Questions.QueryWill().DeathProof;
        return request;
    }

    /// <summary>Every file of the database's folder, or every row of every table as PostgreSQL writes it, bytes in hexadecimal.</summary>
    private static async Task<List<byte[]>> StoredAsync(CaseSite site)
    {
        var stored = site.Hub.Database.Store;
        if (stored.Provider == StoreOptions.Sqlite)
            return [.. await Task.WhenAll(Directory.EnumerateFiles(Path.GetDirectoryName(stored.Path)!, "*", SearchOption.AllDirectories).Select(ReadSharedAsync))];
        var rows = new List<byte[]>();
        await using var connection = await site.Hub.Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
        var tables = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }
        Assert.Contains("kept_messages", tables);
        foreach (var table in tables)
        {
            command.CommandText = $"SELECT coalesce(string_agg(entry::text, ' '), '') FROM \"{table}\" AS entry";
            rows.Add(Encoding.UTF8.GetBytes((string)(await command.ExecuteScalarAsync())!));
        }
        return rows;
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory);
        return memory.ToArray();
    }

    /// <summary>As text, as UTF-16, or as hexadecimal digits of either.</summary>
    private static bool Holds(List<byte[]> stored, string text)
    {
        byte[][] forms = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text)];
        forms = [.. forms, .. forms.Select(form => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(form)))];
        return stored.Exists(content => forms.Any(form => content.AsSpan().IndexOf(form) >= 0));
    }
}

public sealed class CasePrivacyTestsOnSqlite() : CasePrivacyTests(StoreOptions.Sqlite);

public sealed class CasePrivacyTestsOnPostgreSql() : CasePrivacyTests(StoreOptions.PostgreSql);
