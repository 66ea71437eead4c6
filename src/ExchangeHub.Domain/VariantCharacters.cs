using System.Collections.Frozen;
using System.Text;

namespace ExchangeHub.Domain;

/// <summary>
/// Traditional and variant characters (繁体字、异体字) of names, and the standard form (通用规范汉字表, 2013) of each. NFKC keeps
/// them apart.
/// </summary>
/// <remarks>
/// The table is small on purpose. It leaves out characters whose simplified form is first of all another name, such as
/// 於/于, 甯/宁, 後/后, 餘/余, 範/范, 薑/姜, 穀/谷, 乾/干, 徵/征 and 瀋/沈. A name that differs in one of those, or in a character that
/// is missing here, is a mismatch which a person can resolve; a wrong fold would hide a difference.
/// </remarks>
internal static class VariantCharacters
{
    // Pairs: the form found in old or foreign papers, then the standard form.
    private const string Surnames =
        "劉刘 陳陈 張张 楊杨 趙赵 黃黄 吳吴 孫孙 馬马 羅罗 鄭郑 謝谢 韓韩 馮冯 許许 鄧邓 蕭萧 呂吕 蔣蒋 賈贾 "
        + "閻阎 閆闫 鄒邹 陸陆 湯汤 萬万 錢钱 嚴严 賴赖 龔龚 龐庞 蘭兰 齊齐 賀贺 顧顾 龍龙 葉叶 盧卢 鍾钟 鐘钟 "
        + "锺钟 溫温 魯鲁 韋韦 項项 關关 喬乔 單单 婁娄 莊庄 畢毕 聶聂 寧宁 歐欧 陽阳 諸诸 東东 門门 閔闵 費费 "
        + "儲储 應应 榮荣 滿满 衛卫 衞卫 鞏巩 譚谭 鄺邝 鄔邬 竇窦 麥麦 紀纪 練练 連连 時时 蓋盖 華华 鮑鲍 駱骆 "
        + "車车 習习 厲厉 權权 晉晋 黨党 萊莱 蘇苏 夾夹 荊荆 郟郏 闞阚";

    private const string GivenNames =
        "國国 麗丽 強强 彊强 偉伟 軍军 傑杰 濤涛 豔艳 艷艳 鳳凤 蓮莲 瓊琼 嬌娇 飛飞 鵬鹏 興兴 業业 貴贵 財财 "
        + "發发 寶宝 寳宝 慶庆 義义 禮礼 賢贤 順顺 學学 書书 詩诗 詠咏 穎颖 頴颖 瑩莹 靜静 潔洁 純纯 綺绮 繡绣 "
        + "維维 紹绍 綱纲 緒绪 經经 緯纬 結结 縣县 鎮镇 鎖锁 鋼钢 鐵铁 銘铭 銳锐 錦锦 鈞钧 鈴铃 釗钊 鋒锋 銀银 "
        + "鏡镜 長长 開开 聞闻 閣阁 陰阴 階阶 際际 隨随 險险 雙双 雜杂 難难 雲云 電电 靈灵 韻韵 頌颂 預预 領领 "
        + "題题 風风 養养 駿骏 騰腾 驕骄 驗验 魚鱼 鮮鲜 鳴鸣 鴻鸿 鶴鹤 鷹鹰 點点 齡龄 蔭荫 蒼苍 藝艺 薔蔷 藍蓝 "
        + "蘆芦 蕓芸 芻刍 裝装 親亲 覺觉 觀观 訓训 記记 設设 詳详 誠诚 誌志 語语 諾诺 謀谋 謙谦 講讲 識识 議议 "
        + "護护 譽誉 讓让 賓宾 贊赞 贇赟 趕赶 躍跃 輝辉 輔辅 輕轻 達达 運运 進进 遠远 適适 遷迁 選选 還还 鄉乡 "
        + "醫医 釋释 針针 鑒鉴 鑑鉴 鑽钻 樂乐 樹树 橋桥 機机 檢检 歡欢 歲岁 歸归 氣气 決决 沖冲 淚泪 淨净 淵渊 "
        + "渙涣 測测 濟济 澤泽 潤润 澗涧 漢汉 漣涟 滬沪 濱滨 瀟潇 瀾澜 灣湾 燈灯 燦灿 煒炜 爐炉 爾尔 瑋玮 瑪玛 "
        + "環环 璽玺 現现 畫画 當当 疊叠 盡尽 監监 眾众 衆众 碩硕 祿禄 禎祯 種种 稱称 穩稳 競竞 築筑 節节 簡简 "
        + "紅红 級级 紋纹 約约 絲丝 綠绿 緣缘 績绩 織织 繼继 續续 纓缨 罰罚 聖圣 聰聪 聯联 職职 聲声 膽胆 臨临 "
        + "與与 舉举 舊旧 個个 們们 倫伦 傳传 傾倾 僑侨 儀仪 億亿 優优 兒儿 內内 兩两 凱凯 則则 剛刚 創创 劍剑 "
        + "勁劲 動动 務务 勝胜 勳勋 勛勋 勵励 勸劝 區区 協协 嘯啸 園园 圓圆 團团 執执 堅坚 塵尘 墻墙 壯壮 "
        + "壽寿 夢梦 奮奋 奪夺 媽妈 嫻娴 嬋婵 嬰婴 宮宫 實实 審审 寬宽 將将 專专 尋寻 對对 導导 屬属 島岛 峽峡 "
        + "嶺岭 嶽岳 峯峰 幟帜 師师 帶带 廣广 廟庙 廠厂 彥彦 徑径 從从 復复 徹彻 恆恒 悅悦 愛爱 慮虑 憲宪 懷怀 "
        + "戀恋 戰战 戲戏 擁拥 擇择 據据 敘叙 敵敌 數数 斕斓 晝昼 暉晖 曉晓 曄晔 會会 勻匀 枬楠 柵栅 條条 棟栋 "
        + "楓枫 槍枪 樓楼 標标 檸柠 欽钦";

    private const string DocumentWords =
        "證证 戶户 戸户 號号 處处 遺遗 囑嘱 產产";

    private static readonly FrozenDictionary<char, char> Table = Build($"{Surnames} {GivenNames} {DocumentWords}");

    /// <summary>The standard form of a character; the character itself where the table has none.</summary>
    internal static Rune Fold(Rune rune) =>
        rune.IsBmp && Table.TryGetValue((char)rune.Value, out var standard) ? new Rune(standard) : rune;

    private static FrozenDictionary<char, char> Build(string pairs) =>
        pairs.Split(' ').ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}
