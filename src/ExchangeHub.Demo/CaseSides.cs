using ExchangeHub.Client.Calls;
using ExchangeHub.SampleRegion;
using ExchangeHub.SampleRegion.Cases;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.Demo;

/// <summary>
/// Who deals with cases in one direction. The side that asks does so in both ways that there are: the notary office itself calls
/// the hub, or its region's back office acts for it. The side that is asked acts by its back office's desk.
/// </summary>
internal sealed class CaseSides(DemoWorld world, string language, string asking, string asked) : IDisposable
{
    public string Asking => asking;

    public string Asked => asked;

    /// <summary>The notary office that asks, as the table and the hub name it.</summary>
    public string OfficeName { get; } = DemoWorld.NotaryOffice(asking);

    public string AskingDeskName { get; } = SampleBackOffice.CertificateName(asking);

    public string AnsweringDeskName { get; } = SampleBackOffice.CertificateName(asked);

    /// <summary>The notary office's own connection.</summary>
    public HubChannel OfficeChannel { get; } = world.Connect(DemoWorld.NotaryOffice(asking), language);

    /// <summary>The asked region's connection for attachments: they are streams, which a link does not carry.</summary>
    public HubChannel AnsweringChannel { get; } = world.Connect(SampleBackOffice.CertificateName(asked), language);

    public NotaryAssistanceServiceClient Office => new(OfficeChannel.Invoker);

    public CaseDesk AskingDesk => world.Region(asking).Desk;

    public CaseDesk AnsweringDesk => world.Region(asked).Desk;

    /// <summary>The asked region's own case file.</summary>
    public CaseFile AnsweringCases => world.Region(asked).Cases;

    /// <summary>Says from the asked region's register what is to be answered.</summary>
    public RegisterClerk Clerk => world.Region(asked).Clerk;

    public void Dispose()
    {
        OfficeChannel.Dispose();
        AnsweringChannel.Dispose();
    }
}
