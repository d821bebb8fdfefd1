namespace WebAppDemo.Tests;

/// <summary>Every page of the demo.</summary>
public static class Pages
{
    public static readonly string[] All =
    [
        "/",
        "/Account",
        "/Error",
        "/Language",
        "/Mailbox",
        "/Phone",
        "/Phone/Confirm",
        "/PhoneSignIn",
        "/PhoneSignIn/Code",
        "/PhoneSignIn/Held",
        "/PhoneSignIn/Offer",
        "/PhoneSignIn/SecondStep",
        "/PhoneSignIn/WayBack",
        "/Register",
        "/Register/Password",
        "/SecondFactor",
        "/SecondFactor/RecoveryCodes",
        "/SignIn",
        "/SignIn/Call",
        "/SignIn/RecoveryCode",
        "/SignOut",
    ];

    /// <summary>Whether only those who are signed in have the page.</summary>
    public static bool IsOwners(string path) =>
        ((string[])["/Account", "/Phone", "/SecondFactor"]).Any(folder => path.StartsWith(folder, StringComparison.Ordinal) && !path.StartsWith("/PhoneSignIn", StringComparison.Ordinal));
}
