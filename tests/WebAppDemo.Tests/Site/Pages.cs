namespace WebAppDemo.Tests;

/// <summary>Every page of the demo.</summary>
public static class Pages
{
    public static readonly string[] All =
    [
        "/",
        "/Error",
        "/Account/Register",
        "/Account/ChoosePassword",
        "/Account/Login",
        "/Account/LoginWithVoiceCode",
        "/Account/Logout",
        "/Account/Manage",
        "/Account/Manage/Phone",
        "/Account/Manage/ConfirmPhone",
    ];
}
