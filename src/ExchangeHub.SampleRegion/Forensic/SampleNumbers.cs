using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>Numbers of a sample region's papers and people, all marked 测.</summary>
/// <param name="Region">ISO 3166-2 code.</param>
internal sealed record SampleNumbers(string Region)
{
    /// <summary>The region's short name.</summary>
    private string Short => Region == SampleOffices.Chongqing ? "渝" : "川";

    /// <summary>The other region of the sample.</summary>
    public string OtherRegion => SampleOffices.Regions.First(region => region != Region);

    public string Plan(int year, int number) => $"{Short}司鉴计测〔{year}〕{number}号";

    public string Inspection(int year, int number) => $"{Short}司鉴检测〔{year}〕{number:000}号";

    public string Notice(int year, int number) => $"{Short}司鉴改测〔{year}〕{number:000}号";

    public string Officer(int number) => $"{Region}-ZF-{number:000}";

    public string Expert(int number) => $"{Region}-ZJ-{number:000}";

    public string Observer(int number) => $"{OtherRegion}-GM-{number:000}";
}
