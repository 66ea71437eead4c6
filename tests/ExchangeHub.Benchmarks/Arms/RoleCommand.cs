using System.CommandLine;
using ExchangeHub.Benchmarks.Site;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>The hidden command with which the program starts itself as back office or relay.</summary>
internal static class RoleCommand
{
    public const string Name = "role";
    public const string FolderOption = "--folder";
    public const string BackOfficeOption = "--back-office";

    /// <summary>The role that is no arm: all arms lead to it.</summary>
    public const string BackOfficeRole = "back-office";

    /// <summary>The same back office, which opens a link to an arm; its port stands where otherwise the back office's does.</summary>
    public const string LinkedBackOfficeRole = "linked-back-office";

    public static Command Create()
    {
        var role = new Argument<string>("role");
        var folder = new Option<string>(FolderOption) { Required = true };
        var backOffice = new Option<int>(BackOfficeOption) { Description = "port of the back office" };
        var command = new Command(Name) { role, folder, backOffice };
        command.Hidden = true;
        command.SetAction(parsed => RunAsync(parsed.GetValue(role)!, new BenchmarkSite(parsed.GetValue(folder)!), parsed.GetValue(backOffice)));
        return command;
    }

    private static Task RunAsync(string role, BenchmarkSite site, int backOfficePort)
    {
        if (role == BackOfficeRole)
            return EchoBackOffice.RunAsync(site);
        if (role == LinkedBackOfficeRole)
            return EchoBackOffice.RunLinkedAsync(site, backOfficePort);
        if (role == Arm.Yarp.Name)
            return YarpRelay.RunAsync(site, backOfficePort);
        if (role == Arm.Nginx.Name)
            return NginxRelay.RunAsync(site, backOfficePort);
        if (role == Arm.Hub.Name)
            return HubRelay.RunAsync(site, Arm.Hub);
        if (role == Arm.HubLink.Name)
            return HubRelay.RunAsync(site, Arm.HubLink);
        if (role == Arm.HubPostgreSql.Name)
            return HubRelay.RunAsync(site, Arm.HubPostgreSql);
        if (role == Arm.Plain.Name)
            return PlainRelay.RunAsync(site, backOfficePort);
        throw new ArgumentException($"There is no role {role}.");
    }
}
