using System.Collections.Frozen;
using System.Reflection;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Offices;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExchangeHub.Hub.Tests.Cases;

/// <summary>Cases and clocks that several tests share.</summary>
internal static class CaseSamples
{
    /// <summary>An office in an autonomous prefecture, which may have holidays of its own.</summary>
    public const string LocalOffice = "12519999MB990003XT";

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    /// <summary>Noon of a day in Asia/Shanghai.</summary>
    public static DateTimeOffset At(string day) => new(Day(day).ToDateTime(new TimeOnly(12, 0)), TimeSpan.FromHours(8));

    /// <summary>A clock by the notices that every hub has: 2020, 2025 and 2026.</summary>
    public static CaseClock Clock(params CalendarFile[] more) => new(State(more), new CaseOptions { ReminderWorkingDays = 2 });

    /// <summary>A hub's state with these notices, and more.</summary>
    public static HubStateHolder State(params CalendarFile[] more)
    {
        var state = new HubState
        {
            Version = "",
            Regions = FrozenDictionary<string, Region>.Empty,
            Offices = new[]
            {
                new Office(Questions.ChongqingOffice, "重庆市测试公证处", "CN-CQ"),
                new Office(LocalOffice, "甘孜测试公证处", "CN-CQ", "513301"),
                new Office(Questions.SichuanOffice, "四川省成都市测试公证处", "CN-SC"),
            }.ToFrozenDictionary(office => office.Uscc),
            Calendars = CalendarSet.BuiltIn.With(more),
            Schemes = new ScoreSchemes([]),
            Lineage = new OfficeLineage([], []),
            Participants = [],
            ByCertificateHash = FrozenDictionary<string, Participant>.Empty,
            BySubject = FrozenDictionary<(string, string), Participant>.Empty,
            Certificate = null!,
            CertificateContext = null!,
        };
        return new HubStateHolder(state, () => new HubOptions(), TimeProvider.System, NullLogger<HubStateHolder>.Instance);
    }

    /// <summary>An edition of a year with one day off.</summary>
    public static CalendarFile DayOff(string day, int revision, string prefix = "") => new()
    {
        DivisionPrefix = prefix,
        Year = Day(day).Year,
        Revision = revision,
        NoticeNo = "",
        Published = null,
        Days = [new CalendarDays(Day(day), Day(day), CalendarDayKind.Holiday, "测试")],
    };

    public static CaseFile File(MatterCode matter = MatterCode.CertVerify, CaseState state = CaseState.Received, string requested = Questions.ChongqingOffice) => new()
    {
        Id = Guid.CreateVersion7(),
        State = state,
        Matter = matter,
        Urgency = Urgency.Normal,
        LetterNumber = "(2026)川测证协函第1号",
        LetterYear = 2026,
        OwnCaseNumber = "(2026)川测受字第1号",
        RequestingOffice = Questions.SichuanOffice,
        RequestingOfficeName = "四川省成都市测试公证处",
        RequestingRegion = "CN-SC",
        RequestedOffice = requested,
        RequestedOfficeName = "重庆市测试公证处",
        RequestedRegion = "CN-CQ",
        SubmitTime = At("2026-05-29"),
    };

    /// <summary>One whose receipt was confirmed on a day.</summary>
    public static CaseFile Received(this CaseClock clock, string day, MatterCode matter = MatterCode.CertVerify)
    {
        var file = File(matter);
        clock.Receive(file, At(day));
        return file;
    }

    /// <summary>All that stands in a case, to compare.</summary>
    public static List<string> Content(CaseFile file)
        => [.. typeof(CaseFile).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{property.Name}={property.GetValue(file)}")];
}
