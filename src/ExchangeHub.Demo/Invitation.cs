using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Questions;
using ExchangeHub.SampleRegion.Register;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spectre.Console;

namespace ExchangeHub.Demo;

/// <summary>Invites others to call: prints where everything is, and lines that ask a question, submit a case and watch cases from another program.</summary>
internal static class Invitation
{
    private const string Buf = "npx --yes @bufbuild/buf@1.75.0";
    private const string Caller = "sc-notary-office";

    public static void Print(DemoOptions options, DemoWorld world)
    {
        var schema = Path.Combine(options.Folder, "schema.binpb");
        WriteSchema(schema);
        var sample = SampleQuestions.For(SampleOffices.Chongqing).First(sample => sample.Request is VerifyCertificateRequest);
        var question = ((VerifyCertificateRequest)sample.Request).Clone();
        question.Header = sample.Address(Scenario.Header(SampleOffices.Sichuan));
        var letter = CaseScenario.Request(SampleOffices.Sichuan, SampleOffices.Chongqing, "certificate/revoked");

        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"hub 交换中心      [bold]{world.HubAddress}[/]");
        AnsiConsole.MarkupLineInterpolated($"region 地区 {SampleOffices.Chongqing}  https://localhost:{world.Region(SampleOffices.Chongqing).Port} (the hub only 仅限交换中心)");
        AnsiConsole.MarkupLineInterpolated($"region 地区 {SampleOffices.Sichuan}  by its own link 由其自建长连接");
        AnsiConsole.WriteLine("from another terminal 在另一终端:");
        Line("ask a question 提问", NotaryVerificationService.Descriptor.FindMethodByName("VerifyCertificate"), Data("question.json", question));
        Line("watch cases 关注案件", NotaryAssistanceService.Descriptor.FindMethodByName("WatchCases"), "{}");
        // The same file again, with its request id, is the same case.
        Line("submit a case 提交协查函", NotaryAssistanceService.Descriptor.FindMethodByName("SubmitCase"), Data("case.json", letter));
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine("Ctrl+C to stop 停止");

        string Data(string name, IMessage message)
        {
            var path = Path.Combine(options.Folder, name);
            File.WriteAllText(path, JsonFormatter.Default.Format(message));
            return $"@{path}";
        }

        void Line(string what, MethodDescriptor method, string data)
        {
            AnsiConsole.WriteLine();
            AnsiConsole.WriteLine($"# {what}");
            // Not by Spectre, which would break the line.
            Console.WriteLine($"{Buf} curl --protocol grpc --schema {schema} --cacert {DemoOptions.Certificate("hub-ca.pem")} --cert {DemoOptions.Certificate($"{Caller}.pem")} --key {DemoOptions.Certificate($"{Caller}.key")} -d '{data}' {world.HubAddress}{method.Service.FullName}/{method.Name}");
        }
    }

    /// <summary>The contract as a descriptor set, so that a caller needs no files but this.</summary>
    private static void WriteSchema(string path)
    {
        var set = new FileDescriptorSet();
        var seen = new HashSet<string>();
        Add(NotaryVerificationReflection.Descriptor);
        Add(NotaryAssistanceReflection.Descriptor);
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
