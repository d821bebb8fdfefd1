namespace WebAppDemo;

/// <summary>A second step of signing in. Each is a page of <c>Pages/SignIn</c>.</summary>
public enum SecondStep
{
    Call,
    Authenticator,
    RecoveryCode,
}
