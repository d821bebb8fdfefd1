using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Ytx.Voice.Simulator;

/// <summary>The handset's sentences in one language. Those whose names begin with <c>js.</c> are for its script.</summary>
internal sealed class HandsetWords
{
    /// <summary>What the page's language switch leaves for the next visit.</summary>
    public const string Cookie = "ytx-handset-language";

    private static readonly (string Name, string English, string Chinese)[] All =
    [
        ("title", "Virtual handset", "虚拟话机"),
        ("notLive", "Not live", "未连接"),
        ("noScript", "Scripts are off, so this page shows the calls of the moment it was loaded.", "JavaScript 已禁用，本页仅显示加载时的来电。"),
        ("reload", "Load it again", "刷新页面"),
        ("noVoice", "This browser has no voice for Chinese or English, so the code can only be read here.", "此浏览器没有中文或英文语音，验证码只能在此查看。"),
        ("noSound", "The browser plays sound only after a click.", "浏览器需点击一次后才能播放声音。"),
        ("soundOn", "Turn sound on", "开启声音"),
        ("calls", "Calls", "来电"),
        ("noCalls", "No calls yet.", "暂无来电"),
        ("ringsHere", "A call that the application places rings here.", "应用拨出的电话会在这里响铃。"),
        ("faults", "Next call", "下一次呼叫"),
        ("refused", "Refused", "被拒绝"),
        ("unavailable", "HTTP 503", "HTTP 503"),
        ("slow", "Slow, 8 s", "响应慢（8 秒）"),
        ("lostAnswer", "Rings, answer lost", "响铃但响应丢失"),
        ("empty", "Empty account", "余额不足"),
        ("clearFaults", "Forget them", "清除"),
        ("pushFaults", "Next status push", "下一次状态推送"),
        ("late", "10 s late", "延迟 10 秒"),
        ("twice", "Twice", "重复发送"),
        ("outOfOrder", "Out of order", "顺序颠倒"),
        ("lost", "Lost", "丢失"),
        ("wrongApp", "Forged: application", "伪造：应用 ID"),
        ("wrongNumber", "Forged: number", "伪造：号码"),
        ("wrongRequest", "Forged: request id", "伪造：请求 ID"),
        ("ring", "Ring", "铃声"),
        ("speak", "Speak by itself", "自动播报"),
        ("showAtOnce", "Show at once", "直接显示验证码"),
        ("clear", "Clear calls", "清空来电"),
        ("from", "From", "主叫号码"),
        ("played", "Played", "播放"),
        ("times", "×", " 次"),
        ("via", "Via", "接口"),
        ("actions", "What to do with this call", "处理此来电"),
        ("answer", "Answer", "接听"),
        ("decline", "Decline", "拒接"),
        ("letRing", "Let it ring", "不接听"),
        ("switchOff", "Switch off", "关机"),
        ("hangUp", "Hang up", "挂断"),
        ("playAgain", "Speak", "播报"),
        ("about", "What this is", "这是什么"),
        ("aboutText", "A stand-in for the voice-code gateway, for development. It checks each request by the gateway’s document and shows the call here.", "开发用的语音验证码网关模拟器：按网关文档检查每个请求，并在此显示来电。"),
        ("aboutStrong", "No telephone rings", "不会拨打真实电话"),
        ("aboutRest", ", and a request that works here proves nothing about an account.", "，在此成功也不代表您的账户可用。"),
        ("people", "Scripted people", "预设号码"),
        ("peopleText", "The last two digits of a mobile number tell what comes of a call to it.", "手机号的最后两位决定呼叫结果。"),
        ("digits", "Ends in", "尾号"),
        ("person", "What comes of it", "呼叫结果"),
        ("listCalls", "the calls, newest first", "来电列表，最新的在前"),
        ("touchCall", "answer, decline, let-ring, switch-off, hang-up", "answer、decline、let-ring、switch-off、hang-up"),
        ("watchCalls", "the calls as they come in", "实时来电"),
        ("addFault", "what goes wrong with the next requests", "设置后续请求的故障"),
        ("addPushFault", "what goes wrong with the next status pushes", "设置后续状态推送的故障"),
        ("js.other", "中文", "English"),
        ("js.connected", "Connected", "已连接"),
        ("js.disconnected", "Disconnected, trying again", "连接断开，正在重试"),
        ("js.ringing", "Ringing", "响铃中"),
        ("js.answered", "On the phone", "通话中"),
        ("js.ended", "Call ended", "通话结束"),
        ("js.declined", "Declined", "已拒接"),
        ("js.busy", "Busy", "用户忙"),
        ("js.noAnswer", "No answer", "无人接听"),
        ("js.switchedOff", "Switched off", "已关机"),
        ("js.noSuchNumber", "No such number", "空号"),
        ("js.outOfService", "Out of service", "停机"),
        ("js.unreachable", "Unreachable", "无法接通"),
        ("js.suspended", "Service suspended", "暂停服务"),
        ("js.unknown", "Outcome unknown", "结果未知"),
        ("js.voicemail", "Voicemail", "语音信箱"),
        ("js.calling", "Incoming call: {0}", "来电：{0}"),
        ("js.code", "Code {0}", "验证码 {0}"),
        ("js.byItself", "Answers by itself after {0} s.", "{0} 秒后自动接听。"),
        ("js.scripted", "Scripted: a number in {0} {1}.", "预设尾号 {0}：{1}。"),
        ("js.rings", "Nobody answers. It rings until the network gives up.", "无人接听，将响铃至网络挂断。"),
        ("js.queued", "{0} queued", "已排队 {0} 个"),
        ("js.none", "none queued", "无排队"),
        ("js.copy", "Copy", "复制"),
        ("js.copied", "Copied", "已复制"),
        ("js.notCopied", "Not copied: the browser does not allow it", "复制失败：浏览器未授权"),
        ("js.forgetLimits", "Forget limits", "清除次数限制"),
        ("js.limitsForgotten", "Limits are forgotten.", "限制已清除。"),
        ("js.tooLate", "Too late: this call is over.", "通话已结束，无法操作。"),
        ("js.full", "The queue is full. Forget some faults first.", "队列已满，请先清除故障。"),
        ("js.notDone", "That did not work. Is the simulator still running?", "操作失败，请确认模拟器仍在运行。"),
    ];

    private readonly FrozenDictionary<string, string> _words;

    private HandsetWords(string tag, Func<(string Name, string English, string Chinese), string> pick)
    {
        Tag = tag;
        _words = All.ToFrozenDictionary(word => word.Name, pick);
    }

    public static HandsetWords English { get; } = new("en", word => word.English);

    public static HandsetWords Chinese { get; } = new("zh-CN", word => word.Chinese);

    /// <summary>The language, as in the page's <c>lang</c>.</summary>
    public string Tag { get; }

    public bool IsChinese => this == Chinese;

    /// <summary>What the script needs.</summary>
    public Dictionary<string, string> ForScript => _words.Where(word => word.Key.StartsWith("js.", StringComparison.Ordinal))
        .ToDictionary(word => word.Key[3..], word => word.Value);

    public string this[string name] => _words[name];

    /// <summary>
    /// The language of the page's switch, else the first of the browser's that there is, else English, which readers of Traditional
    /// Chinese get too.
    /// </summary>
    public static HandsetWords For(HttpRequest request)
    {
        var chosen = request.Cookies[Cookie];
        var wanted = request.GetTypedHeaders().AcceptLanguage
            .Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.ToString());
        return wanted.Prepend(chosen).Select(Find).FirstOrDefault(words => words is not null) ?? English;
    }

    private static HandsetWords? Find(string? tag) => tag?.ToUpperInvariant().Split('-') switch
    {
        ["ZH", "HANS", ..] => Chinese,
        // Behind these, browsers name zh as well: not a wish for Simplified.
        ["ZH", "HANT" or "TW" or "HK" or "MO", ..] => English,
        ["ZH", ..] => Chinese,
        ["EN", ..] => English,
        _ => null,
    };
}
