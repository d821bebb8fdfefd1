namespace WebAppDemo;

/// <summary>A second step of signing in. Each has a page: <see cref="SignInService.PageOf"/>.</summary>
public enum SecondStep
{
    Call,
    Authenticator,
    RecoveryCode,

    /// <summary>After the phone, where signing in began with it.</summary>
    Password,
}
