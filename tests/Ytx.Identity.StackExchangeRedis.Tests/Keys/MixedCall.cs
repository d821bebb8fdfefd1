using System.Net;
using Ytx.Identity.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests.Keys;

/// <summary>What one call was about, for a test that looks for traces of it.</summary>
/// <param name="User">The user.</param>
/// <param name="Purpose">What the code was for.</param>
/// <param name="Number">The number that was to be rung, in E.164.</param>
/// <param name="Address">Where the request came from.</param>
/// <param name="Code">The code that was spoken; null if nobody was rung.</param>
public sealed record MixedCall(TestUser User, string Purpose, string Number, IPAddress Address, string? Code)
{
    internal VoiceCodeSubject Subject => new()
    {
        User = VoiceCodeManager<TestUser>.KeyOf(User.Id),
        SecurityStamp = User.SecurityStamp!,
        Purpose = Purpose,
        Number = Number,
        ConfirmedNumber = User.PhoneNumber,
    };
}
