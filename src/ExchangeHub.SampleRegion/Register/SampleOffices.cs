using System.Collections.Frozen;
using ExchangeHub.Domain;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>
/// The notary offices of the sample: 30 a region, known without a database. Districts and their codes are real (as are
/// the changes of 1997 and 2011); the offices, their names and their codes are invented.
/// </summary>
public static class SampleOffices
{
    public const string Chongqing = "CN-CQ";
    public const string Sichuan = "CN-SC";

    /// <summary>The first day of Chongqing as a municipality of its own; before, it was a city of Sichuan.</summary>
    internal static readonly DateOnly ChongqingSeparation = new(1997, 6, 18);

    /// <summary>Notary offices were set up again from 1979 on; no sample file is older.</summary>
    private static readonly DateOnly Beginning = new(1979, 1, 1);

    private static readonly FrozenDictionary<string, IReadOnlyList<SampleOffice>> ByRegion = new Dictionary<string, IReadOnlyList<SampleOffice>>
    {
        [Chongqing] = [.. ChongqingDistricts().Select(ChongqingOffice)],
        [Sichuan] = [.. SichuanDistricts().Select(SichuanOffice)],
    }.ToFrozenDictionary();

    /// <summary>The regions of the sample, as ISO 3166-2 codes.</summary>
    public static IReadOnlyList<string> Regions { get; } = [Chongqing, Sichuan];

    /// <summary>The region's offices, always in the same order.</summary>
    /// <exception cref="ArgumentException">The sample has no such region.</exception>
    public static IReadOnlyList<SampleOffice> For(string regionCode) =>
        ByRegion.TryGetValue(regionCode, out var offices)
            ? offices
            : throw new ArgumentException($"The sample has the regions {string.Join(", ", Regions)}, not '{regionCode}'.", nameof(regionCode));

    private static SampleOffice ChongqingOffice((string District, string Code, string SeatBefore1997) place, int index)
    {
        List<EarlierOfficeName> earlier = [new($"四川省{place.SeatBefore1997}测试{place.District}公证处", Beginning, ChongqingSeparation)];
        // Two districts were merged into others in 2011; their offices' archives went with them.
        var merged = place.District switch { "綦江" => "万盛", "大足" => "双桥", _ => null };
        if (merged is not null)
            earlier.Add(new($"重庆市测试{merged}公证处", ChongqingSeparation, new DateOnly(2011, 10, 22)));
        return Office("50", "MD9901", index, $"重庆市测试{place.District}公证处", place.Code, "渝测", place.District, ChongqingSeparation, earlier);
    }

    private static SampleOffice SichuanOffice((string City, string District, string Code) place, int index)
    {
        EarlierOfficeName? renamed = place.District switch
        {
            "锦江" => new("四川省成都市测试东城公证处", Beginning, new DateOnly(1991, 1, 1)),
            "安州" => new("四川省安县测试公证处", Beginning, new DateOnly(2016, 5, 1)),
            "叙州" => new("四川省宜宾县测试公证处", Beginning, new DateOnly(2018, 8, 1)),
            _ => null,
        };
        return Office("51", "MD9902", index, $"四川省{place.City}测试{place.District}公证处", place.Code, "川测", place.District,
            renamed?.Until ?? Beginning, renamed is null ? [] : [renamed]);
    }

    private static SampleOffice Office(
        string area, string organisation, int index, string name, string divisionCode, string issuer, string district,
        DateOnly nameSince, IReadOnlyList<EarlierOfficeName> earlier) =>
        new(
            // Department 3 (司法行政), class 2 (公证处), area 5x9999, which does not exist (GB 32100).
            Uscc: UnifiedSocialCreditCode.Complete($"32{area}9999", $"{organisation}{index + 1:00}"),
            name,
            divisionCode,
            // The two before the last share a short form: the issuer's text is not an office id.
            IssuerCode: index is 27 or 28 ? issuer : issuer + district,
            nameSince,
            earlier,
            IsDigital: index != 29);

    private static (string District, string Code, string SeatBefore1997)[] ChongqingDistricts() =>
    [
        ("渝中", "500103", "重庆市"), ("大渡口", "500104", "重庆市"), ("江北", "500105", "重庆市"), ("沙坪坝", "500106", "重庆市"),
        ("九龙坡", "500107", "重庆市"), ("南岸", "500108", "重庆市"), ("北碚", "500109", "重庆市"), ("綦江", "500110", "重庆市"),
        ("大足", "500111", "重庆市"), ("渝北", "500112", "重庆市"), ("巴南", "500113", "重庆市"), ("长寿", "500115", "重庆市"),
        ("江津", "500116", "重庆市"), ("合川", "500117", "重庆市"), ("永川", "500118", "重庆市"), ("璧山", "500120", "重庆市"),
        ("铜梁", "500151", "重庆市"), ("潼南", "500152", "重庆市"), ("荣昌", "500153", "重庆市"), ("万州", "500101", "万县市"),
        ("涪陵", "500102", "涪陵市"), ("黔江", "500114", "黔江县"), ("南川", "500119", "涪陵市"), ("开州", "500154", "万县市"),
        ("梁平", "500155", "万县市"), ("武隆", "500156", "涪陵市"), ("城口", "500229", "万县市"), ("丰都", "500230", "涪陵市"),
        ("垫江", "500231", "涪陵市"), ("忠州", "500233", "万县市"),
    ];

    private static (string City, string District, string Code)[] SichuanDistricts() =>
    [
        ("成都市", "锦江", "510104"), ("成都市", "青羊", "510105"), ("成都市", "金牛", "510106"), ("成都市", "武侯", "510107"),
        ("成都市", "成华", "510108"), ("成都市", "双流", "510116"), ("自贡市", "自流井", "510302"), ("攀枝花市", "仁和", "510411"),
        ("泸州市", "江阳", "510502"), ("泸州市", "龙马潭", "510504"), ("德阳市", "旌阳", "510603"), ("德阳市", "罗江", "510604"),
        ("绵阳市", "涪城", "510703"), ("绵阳市", "安州", "510705"), ("广元市", "利州", "510802"), ("遂宁市", "船山", "510903"),
        ("遂宁市", "安居", "510904"), ("内江市", "东兴", "511011"), ("乐山市", "五通桥", "511112"), ("南充市", "顺庆", "511302"),
        ("南充市", "嘉陵", "511304"), ("眉山市", "东坡", "511402"), ("宜宾市", "翠屏", "511502"), ("宜宾市", "叙州", "511504"),
        ("广安市", "前锋", "511603"), ("达州市", "通川", "511702"), ("达州市", "达川", "511703"), ("雅安市", "雨城", "511802"),
        ("巴中市", "巴州", "511902"), ("资阳市", "雁江", "512002"),
    ];
}
