using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ExchangeHub.Hub.Tests.Reconciliation.Alerts;

/// <summary>A receiver of alerts, a real HTTP server: it answers with the next of these status codes, and then with 204.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<int> _answers;
    private WebApplication _app = null!;

    private Receiver(int[] answers) => _answers = new ConcurrentQueue<int>(answers);

    /// <summary>What came.</summary>
    public ConcurrentQueue<(string Signature, string ContentType, byte[] Body)> Received { get; } = new();

    public string Url => _app.Urls.Single() + "/alerts?team=1";

    public static async Task<Receiver> StartAsync(params int[] answers)
    {
        var receiver = new Receiver(answers);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        receiver._app = builder.Build();
        receiver._app.Run(receiver.AnswerAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Received.Enqueue((context.Request.Headers["ExchangeHub-Signature"].ToString(), context.Request.ContentType ?? "", body.ToArray()));
        context.Response.StatusCode = _answers.TryDequeue(out var status) ? status : StatusCodes.Status204NoContent;
        if (context.Response.StatusCode == StatusCodes.Status302Found)
            context.Response.Headers.Location = "/elsewhere";
    }
}
