namespace Ytx.Voice;

/// <summary>Where mainland China's numbering plan is narrower than libphonenumber's picture of it.</summary>
/// <remarks>
/// A local number has 7 or 8 digits and begins with 2 to 8. With 1 and 9 begin service numbers, such as 10086, 12345, 95588
/// and 96123, which ring one call centre from anywhere. To libphonenumber they are numbers behind an area code too, so that
/// one call centre would be as many numbers as there are areas, each with limits of its own. The plan is the ministry's
/// 电信网编号计划 of 2017.
/// </remarks>
internal static class ChineseNumberingPlan
{
    /// <summary>What kind of line a number is.</summary>
    /// <param name="national">The number's digits without country code and zero.</param>
    /// <param name="kind">What libphonenumber takes it for.</param>
    /// <param name="areaCodeLength">How many of the digits are a landline's area code.</param>
    /// <returns>The kind, or null if the plan has no such number.</returns>
    public static PhoneNumberKind? KindOf(ReadOnlySpan<char> national, PhoneNumberKind kind, int areaCodeLength) => kind switch
    {
        // 1349 and 174: China Telecom's satellites, and those kept for emergencies.
        PhoneNumberKind.Mobile => national.StartsWith("1349") || national.StartsWith("174") ? PhoneNumberKind.VoiceOverIp : kind,
        PhoneNumberKind.FixedLine => BeginsAsLocal(national[areaCodeLength..]) ? kind : null,
        // These belong to no area. What else is left is a service number behind an area code.
        _ => national is ['4' or '8', '0', '0', ..] or ['9', '5', '0', ..] or ['1', '6', ..] ? kind : null,
    };

    private static bool BeginsAsLocal(ReadOnlySpan<char> local) => local is [>= '2' and <= '8', ..] and { Length: 7 or 8 };
}
