using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ExchangeHub.Benchmarks.Site;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>nginx as a gRPC proxy. This process only starts it, watches over it and takes it along when it ends.</summary>
internal static class NginxRelay
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The program; null where it is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
        .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

    public static async Task RunAsync(BenchmarkSite site, int backOfficePort)
    {
        var port = FreePort();
        var configuration = site.File("nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(site, port, backOfficePort));
        string[] arguments = ["-p", site.Folder, "-c", configuration, "-e", "stderr"];
        using var nginx = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardInput = true })!;
        try
        {
            await UntilListeningAsync(port);
            RoleHost.SayReady(port, [nginx.Id, .. Workers(nginx.Id)]);
            await RoleHost.UntilInputClosesAsync();
        }
        finally
        {
            Stop(nginx, arguments);
        }
    }

    /// <summary>Politely: killed, it would leave its workers behind. After Ctrl-C it has gone already.</summary>
    private static void Stop(Process nginx, string[] arguments)
    {
        if (nginx.HasExited)
            return;
        using var stop = Process.Start(Program!, [.. arguments, "-s", "stop"]);
        stop.WaitForExit(StopTimeout);
        if (!nginx.WaitForExit(StopTimeout))
            nginx.Kill(entireProcessTree: true);
    }

    /// <summary>Two things matter: upstream connections that are kept, one for each call at a time, and no limit on requests a connection.</summary>
    private static string Configuration(BenchmarkSite site, int port, int backOfficePort) => $$"""
        {{(Environment.IsPrivilegedProcess ? $"user {Environment.UserName};" : "")}}
        error_log stderr warn;
        daemon off;
        worker_processes auto;
        pid {{site.File("nginx.pid")}};
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path {{site.File("nginx-body")}};
          proxy_temp_path {{site.File("nginx-proxy")}};
          fastcgi_temp_path {{site.File("nginx-fastcgi")}};
          uwsgi_temp_path {{site.File("nginx-uwsgi")}};
          scgi_temp_path {{site.File("nginx-scgi")}};
          upstream back_office {
            server 127.0.0.1:{{backOfficePort}};
            keepalive 512;
            keepalive_requests 1000000000;
            keepalive_timeout 1h;
            keepalive_time 24h;
          }
          server {
            listen 127.0.0.1:{{port}} ssl http2;
            http2_max_concurrent_streams 512;
            keepalive_requests 1000000000;
            keepalive_timeout 1h;
            keepalive_time 24h;
            ssl_protocols TLSv1.3;
            ssl_certificate hub.pem;
            ssl_certificate_key hub.key;
            ssl_client_certificate sc-ca.pem;
            ssl_verify_client on;
            location / {
              grpc_pass grpcs://back_office;
              grpc_ssl_protocols TLSv1.3;
              grpc_ssl_certificate hub.pem;
              grpc_ssl_certificate_key hub.key;
              grpc_ssl_trusted_certificate cq-ca.pem;
              grpc_ssl_verify on;
              grpc_ssl_name {{BenchmarkSite.BackOfficeName}};
              grpc_ssl_server_name on;
            }
          }
        }

        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilListeningAsync(int port)
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
                return;
            }
            catch (SocketException)
            {
                await again.WaitForNextTickAsync(timeout.Token);
            }
        }
    }

    private static IEnumerable<int> Workers(int master)
        => File.ReadAllText($"/proc/{master}/task/{master}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse);
}
