using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// What one call takes from one subject: the script, its keys, which all lie on that subject's slot, and the claims in the
/// order in which the script sees them.
/// </summary>
internal sealed class CallPart(string subject, string script)
{
    public string Subject { get; } = subject;

    public string Script { get; } = script;

    public List<AllowanceClaim> Claims { get; } = [];

    public RedisKey[] Keys { get; set; } = [];

    public RedisValue[] Arguments { get; set; } = [];

    /// <summary>How long what is taken can matter.</summary>
    public TimeSpan Life => Claims.Count is 0 ? TimeSpan.Zero : Claims.Max(claim => claim.Allowance.Longest);
}
