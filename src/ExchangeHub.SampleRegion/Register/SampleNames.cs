namespace ExchangeHub.SampleRegion.Register;

/// <summary>
/// Names of invented persons. Each begins with 测试. There are far fewer names than persons, so that many persons share
/// one, as they do in life; the named specimens occur nowhere else.
/// </summary>
internal static class SampleNames
{
    /// <summary>What the names of those have in common who are there to be mistaken for one another.</summary>
    public const string SharedPrefix = "测试同名";

    /// <summary>Three testators; two of them also share birth date and sex.</summary>
    public const string SharedTestator = SharedPrefix + "立遗嘱人";

    /// <summary>Two decedents.</summary>
    public const string SharedDecedent = SharedPrefix + "被继承人";

    /// <summary>A testator of an old file without document, whose birth date is known to the day.</summary>
    public const string UndocumentedTestator = "测试无证件立遗嘱人";

    /// <summary>A testator of an old file without document, of whose birth only the year is known.</summary>
    public const string YearOnlyTestator = "测试仅知出生年立遗嘱人";

    /// <summary>Characters outside the everyday sets (GB 18030-2022, level 3): two of four bytes in UTF-8 were added late to Unicode.</summary>
    public static readonly IReadOnlyList<string> Rare = ["测试李𠮷", "测试王𬭎", "测试陈𪚥", "测试张䶮", "测试刘㐂"];

    /// <summary>Names of several parts with U+00B7, of 50 characters and more.</summary>
    public static readonly IReadOnlyList<string> Long =
    [
        "测试·阿卜杜热依木江·买买提吐尔逊·阿不力克木·努尔麦麦提·艾合买提江·图尔荪托合提·阿卜杜外力·热合曼江",
        "测试·亚历山德拉·玛丽亚·伊莎贝拉·克里斯蒂娜·弗朗西斯卡·德拉罗萨·冈萨雷斯·蒙特内格罗·费尔南德斯·卡斯蒂略",
    ];

    public static readonly IReadOnlyList<string> Surnames =
    [
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗",
        "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "蒋", "蔡", "欧阳",
    ];

    public static readonly IReadOnlyList<string> MaleGivenNames =
    [
        "伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "明", "超", "刚", "平", "辉", "鹏", "建华", "建国", "志强", "国庆",
        "文军", "德明", "俊杰", "浩然", "宇轩", "子豪", "世荣", "光明",
    ];

    public static readonly IReadOnlyList<string> FemaleGivenNames =
    [
        "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "燕", "玲", "梅", "红", "秀兰", "秀英", "桂英", "玉兰", "淑珍", "晓燕",
        "小红", "雪梅", "雨涵", "欣怡", "梓萱", "思雨", "春花", "凤英",
    ];

    public static readonly IReadOnlyList<string> Banks =
    [
        "测试商业银行股份有限公司", "测试农村商业银行股份有限公司", "测试邮政储蓄银行股份有限公司", "测试小额贷款有限责任公司",
        "测试融资担保有限公司", "测试国际信托有限公司",
    ];

    public static readonly IReadOnlyList<string> Companies =
    [
        "测试建筑工程有限公司", "测试物流有限公司", "测试食品有限公司", "测试机械制造有限公司", "测试文化传播有限公司",
        "测试房地产开发有限公司", "测试农业发展有限公司", "测试医药有限公司",
    ];

    public static readonly IReadOnlyList<string> GeneralTitles =
    [
        "声明", "亲属关系", "出生", "学历", "无犯罪记录", "婚姻状况", "房屋买卖合同", "赠与合同", "保全证据", "提存", "收养关系",
        "夫妻财产约定", "签名", "复印件与原件相符", "公司章程",
    ];

    public static readonly IReadOnlyList<string> DeedTitles =
        ["借款合同（赋予强制执行效力）", "抵押借款合同（赋予强制执行效力）", "还款协议（赋予强制执行效力）", "保证合同（赋予强制执行效力）"];
}
