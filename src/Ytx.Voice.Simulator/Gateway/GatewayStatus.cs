namespace Ytx.Voice.Simulator;

/// <summary>The gateway's result codes that the simulator gives by itself, and their words.</summary>
internal sealed class GatewayStatus
{
    public static readonly GatewayStatus Accepted = new("0", "提交成功");
    public static readonly GatewayStatus InvalidNumber = new("-1", "无效号码");
    public static readonly GatewayStatus MissingParameter = new("-2", "缺少必要参数");
    public static readonly GatewayStatus InvalidAction = new("-3", "无效的action");
    public static readonly GatewayStatus InvalidJson = new("-4", "无效的JSON");
    public static readonly GatewayStatus InternalError = new("-100", "内部错误");
    public static readonly GatewayStatus IllegalParameter = new("-101", "非法参数");
    public static readonly GatewayStatus IllegalNumber = new("-102", "非法电话号码");
    public static readonly GatewayStatus UnknownAccount = new("-200", "账户不存在");
    public static readonly GatewayStatus HeaderRefused = new("-202", "包头认证错误");
    public static readonly GatewayStatus TokenRefused = new("-203", "authToken错误");
    public static readonly GatewayStatus BalanceExhausted = new("-204", "余额不足");
    public static readonly GatewayStatus ApplicationRefused = new("-205", "应用被拒绝");

    private GatewayStatus(string code, string words) => (Code, Words) = (code, words);

    public string Code { get; }

    public string Words { get; }
}
