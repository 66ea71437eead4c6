using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Spectre.Console;

namespace ExchangeHub.Demo;

/// <summary>Without <c>--once</c>: asks the sample questions, then stays up for others to call, and shows every exchange.</summary>
internal static class LiveCommand
{
    private const string Buf = "npx --yes @bufbuild/buf@1.75.0";

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        await using var world = await DemoWorld.StartAsync(options, ShowCalls, cancellationToken);
        var scenario = new Scenario(world, "zh-CN", _ => { });
        foreach (var (asking, asked) in Scenario.Directions)
            await scenario.QuestionsAsync(asking, asked, cancellationToken);

        Invite(options, world);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.WriteLine("bye 再见");
        }
        return 0;
    }

    private static void ShowCalls(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new LiveView(TimeProvider.System));
        // First in, so that it sees errors as callers see them.
        builder.Services.PostConfigure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<LiveView>());
    }

    /// <summary>Prints where everything is, and a line that asks a question from another program.</summary>
    private static void Invite(DemoOptions options, DemoWorld world)
    {
        var schema = Path.Combine(options.Folder, "schema.binpb");
        var question = Path.Combine(options.Folder, "question.json");
        WriteSchema(schema);
        var sample = SampleQuestions.For("CN-CQ").First(sample => sample.Request is VerifyCertificateRequest);
        var request = ((VerifyCertificateRequest)sample.Request).Clone();
        request.Header = sample.Address(Scenario.Header("CN-SC"));
        File.WriteAllText(question, JsonFormatter.Default.Format(request));

        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"hub 交换中心      [bold]{world.HubAddress}[/]");
        foreach (var code in DemoWorld.RegionCodes)
            AnsiConsole.MarkupLineInterpolated($"region 地区 {code}  https://localhost:{world.Region(code).Port} (the hub only 仅限交换中心)");
        AnsiConsole.WriteLine("ask a question from another terminal 在另一终端提问:");
        AnsiConsole.WriteLine();
        Console.WriteLine($"{Buf} curl --protocol grpc --schema {schema} --cacert {DemoOptions.Certificate("hub-ca.pem")} --cert {DemoOptions.Certificate("sc-notary-office.pem")} --key {DemoOptions.Certificate("sc-notary-office.key")} -d @{question} {world.HubAddress}exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate");
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine("Ctrl+C to stop 停止");
    }

    /// <summary>The contract as a descriptor set, so that a caller needs no files but this.</summary>
    private static void WriteSchema(string path)
    {
        var set = new FileDescriptorSet();
        var seen = new HashSet<string>();
        Add(NotaryVerificationReflection.Descriptor);
        File.WriteAllBytes(path, set.ToByteArray());

        void Add(FileDescriptor file)
        {
            if (!seen.Add(file.Name))
                return;
            foreach (var dependency in file.Dependencies)
                Add(dependency);
            set.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
        }
    }
}
