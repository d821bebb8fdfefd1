using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>The configured test numbers, parsed once.</summary>
internal sealed class TestNumbers(VoiceCodeLimits limits)
{
    private readonly Dictionary<PhoneNumber, TestNumber> _numbers = (limits.Options.Codes.TestNumbers ?? [])
        .ToDictionary(test => PhoneNumber.Parse(test.Number));

    /// <summary>The fixed code of a number; null if it is called like any other, or its time is over.</summary>
    public string? CodeOf(PhoneNumber number, DateTimeOffset now) =>
        _numbers.Count > 0 && _numbers.TryGetValue(number, out var test) && now < test.Until ? test.Code : null;
}
