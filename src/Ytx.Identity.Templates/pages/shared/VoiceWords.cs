using System.Globalization;
using Ytx.Voice;

namespace Company.Site;

/// <summary>
/// The words of these pages, in English and Chinese. Those about calls and codes are the library's:
/// <see cref="Ytx.Identity.VoiceCodeErrorDescriber"/>.
/// </summary>
public static class VoiceWords
{
    // As the library does: Simplified Chinese, and English for all others.
    private static bool IsChinese => CultureInfo.CurrentUICulture is { Name: "zh" or "zh-Hans" } or { Parent.Name: "zh-Hans" };

    /// <summary>The language of all of them, for the pages' attribute <c>lang</c>: the layout around them has its own.</summary>
    public static string Language => Say("en", "zh-CN");

    public static string TwoSteps => Say("Two-step sign-in", "两步验证");
    public static string CallMe => Say("Call me", "获取语音验证码");
    public static string CallAgain => Say("Call again", "重新获取语音验证码");
    public static string CodeOfCall => Say("Code from the call", "语音验证码");
    public static string RememberDevice => Say("Don't ask again on this device (not on shared computers)", "在此设备上免验证（请勿在公用设备上勾选）");
    public static string SignIn => Say("Sign in", "登录");
    public static string TellNobody => Say("Never read this code to anyone, not even us.", "请勿将验证码告知他人，包括自称客服的人员。");
    public static string OtherWays => Say("Other ways", "其他方式");
    public static string CodeOfApp => Say("6-digit code from your authenticator app", "验证器应用中的 6 位验证码");
    public static string SignInWithApp => Say("Sign in with the app", "使用验证器登录");
    public static string WrongAppCode => Say("That code isn't right. Wait for the next one, then type it.", "验证码错误，请等待新的验证码后重新输入。");
    public static string MalformedAppCode => Say("The code is 6 digits. This didn't count as a try.", "请输入 6 位数字验证码（本次不计入错误次数）。");
    public static string UseRecoveryCode => Say("Use a recovery code", "使用恢复码");
    public static string OtherAccount => Say("Back to sign in", "返回登录");
    public static string CannotCall => Say("We can't call your number. Try another way, or contact support.", "无法拨打您的号码，请使用其他方式，或联系客服。");

    public static string Profile => Say("Profile", "个人资料");
    public static string UserName => Say("Username", "用户名");
    public static string Phone => Say("Phone number", "电话号码");
    public static string NoPhone => Say("None", "未绑定");
    public static string On => Say("On", "已开启");
    public static string Off => Say("Off", "未开启");
    public static string PhoneAndSteps => Say("Phone and two-step sign-in", "电话号码与两步验证");

    public static string AddPhone => Say("Add a phone number", "绑定电话号码");
    public static string ChangePhone => Say("Change the number", "更换号码");
    public static string WeCallIt => Say("We call the number and speak a code, which you then type here.", "我们会拨打该号码并播报验证码，请在此页输入。");
    public static string PhoneHint => Say("A mobile or landline number of mainland China, such as 139 1128 1234.", "中国大陆手机号或固定电话，如 139 1128 1234。");
    public static string Password => Say("Current password", "当前密码");
    public static string WrongPassword => Say("That isn't your current password.", "当前密码错误。");
    public static string TooManyTries => Say("Too many tries. Try again later.", "错误次数过多，请稍后再试。");
    public static string CallNumber => Say("Call this number", "获取语音验证码");
    public static string ConfirmPhone => Say("Confirm the number", "验证号码");
    public static string Confirm => Say("Confirm", "确认");
    public static string OtherNumber => Say("Enter another number", "改用其他号码");
    public static string EnterAgain => Say("Enter the number again.", "请重新输入号码。");
    public static string Confirmed => Say("The phone number is confirmed.", "号码已验证。");
    public static string RemovePhone => Say("Remove the number", "解绑号码");
    public static string RemoveMeans => Say("We won't call you any more.", "解绑后将不再拨打您的电话。");
    public static string Removed => Say("The phone number is removed.", "号码已解绑。");
    public static string OffFirst => Say("To remove the number, turn two-step sign-in off first.", "如需解绑号码，请先关闭两步验证。");
    public static string PhoneFirst => Say("Confirm a phone number first.", "请先验证电话号码。");
    public static string TurnOn => Say("Turn on two-step sign-in", "开启两步验证");
    public static string TurnOff => Say("Turn off two-step sign-in", "关闭两步验证");
    public static string WithoutPhone => Say(
        "Your password alone signs you in. With a confirmed phone number, each sign-in can also ask for a code spoken on it.",
        "目前仅凭密码即可登录。绑定电话号码后，登录时还可要求输入语音验证码。");
    public static string OffMeans => Say("Your password alone signs you in. Turn this on, and each sign-in also asks for a code.", "目前仅凭密码即可登录。开启后，登录时还需输入验证码。");
    public static string OnMeans => Say("Each sign-in on a new device asks for a code.", "在新设备上登录时，需输入验证码。");
    public static string IsOn => Say("Two-step sign-in is on.", "两步验证已开启。");
    public static string IsOff => Say("Two-step sign-in is off.", "两步验证已关闭。");
    public static string KeepCodes => Say("Two-step sign-in is on. Keep these codes: each signs you in once when you can't be called.", "两步验证已开启。请保存以下恢复码：无法接听电话时可用于登录，每个只能使用一次。");
    public static string HowSafe => Say(
        "A call is safer than a password alone, and weaker than an authenticator app or a passkey.",
        "语音验证比仅用密码安全，但安全性低于验证器应用或通行密钥。");
    public static string ChangedElsewhere => Say("Your account was changed elsewhere at the same moment. Try again.", "账号信息刚刚在其他地方更改过，请重试。");

    public static string WeCall(string number) => Say($"We'll call {number} and speak a code.", $"我们会拨打 {number} 并播报验证码。");

    public static string Valid(TimeSpan life) => Say($"Valid for {Length(life)}.", $"验证码 {Length(life)}内有效。");

    public static string NextCall(TimeSpan wait) => Say($"Next call in {Length(wait)}.", $"{Length(wait)}后可重新获取。");

    /// <summary>A number with its middle hidden; null if there is none.</summary>
    public static string? Mask(string? number) => PhoneNumber.TryParse(number, out var phone, out _) ? phone.Masked : null;

    private static string Length(TimeSpan time) => time < TimeSpan.FromMinutes(2)
        ? Say($"{Math.Ceiling(time.TotalSeconds)} s", $"{Math.Ceiling(time.TotalSeconds)} 秒")
        : Say($"{Math.Round(time.TotalMinutes)} minutes", $"{Math.Round(time.TotalMinutes)} 分钟");

    private static string Say(string english, string chinese) => IsChinese ? chinese : english;
}
