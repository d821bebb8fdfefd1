namespace Ytx.Voice.Tool;

internal static class ExitCode
{
    /// <summary>Accepted, or nothing wrong.</summary>
    public const int Ok = 0;

    /// <summary>Refused, failed, or unknown how it ended.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the settings are wrong; nothing was sent.</summary>
    public const int Usage = 2;
}
