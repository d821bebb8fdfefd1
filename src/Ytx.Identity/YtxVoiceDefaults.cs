namespace Ytx.Identity;

/// <summary>Names that an application passes to Identity.</summary>
public static class YtxVoiceDefaults
{
    /// <summary>The name of the token provider: <c>GenerateTwoFactorTokenAsync(user, "YtxVoice")</c>.</summary>
    public const string ProviderName = "YtxVoice";
}
