using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PhoneNumbers;

namespace Ytx.Voice;

/// <summary>A phone number that exists in some numbering plan: parsed once, and one form ever after.</summary>
/// <remarks>
/// Numbers are read by libphonenumber, which is made for finding numbers in prose and so forgives too much here:
/// it reads <c>1-800-FLOWERS</c> as a mobile and drops extensions. Therefore only a plus and digits reach it.
/// </remarks>
public sealed class PhoneNumber : IEquatable<PhoneNumber>
{
    /// <summary>The most characters a number may be written with.</summary>
    public const int MaxTextLength = PastedDigits.MaxTextLength;

    /// <summary>
    /// The region whose numbers may be written without a country code where no other is named: mainland China. No setting changes
    /// it here; what an application sets for its users' numbers it passes to <see cref="Parse"/>.
    /// </summary>
    public const string DefaultRegion = "CN";

    private const int ChinaCountryCode = 86;
    private const int MaxDigits = 25;
    private const string Scheme = "tel:";

    // Of a landline of mainland China, without its zero; else 0.
    private readonly int _areaCodeLength;

    private PhoneNumber(string e164, string region, PhoneNumberKind kind, int areaCodeLength = 0)
    {
        E164 = e164;
        Region = region;
        Kind = kind;
        _areaCodeLength = areaCodeLength;
    }

    /// <summary>The number in the international form of ITU-T E.164, such as <c>+8613911281234</c>. Personal data.</summary>
    public string E164 { get; }

    /// <summary>The region the number belongs to (ISO 3166-1 alpha-2, such as <c>CN</c>); <c>001</c> if it belongs to none.</summary>
    public string Region { get; }

    /// <summary>What kind of line it is.</summary>
    public PhoneNumberKind Kind { get; }

    /// <summary>
    /// The number in full and in groups, as people write it: <c>139 1128 1234</c>, <c>010-8548 5069</c>, and with country code
    /// outside mainland China: <c>+44 20 7946 0958</c>. Personal data: for nobody but the person who has just typed it.
    /// </summary>
    public string Formatted
    {
        get
        {
            var util = PhoneNumberUtil.GetInstance();
            var groups = util.Format(
                util.Parse(E164, null), ChineseForm is null ? PhoneNumberFormat.INTERNATIONAL : PhoneNumberFormat.NATIONAL);
            var end = AreaCodeEnd;
            return end is 0 ? groups : string.Concat(groups.AsSpan(0, end), "-", groups.AsSpan(end + 1));
        }
    }

    /// <summary>
    /// The number with its middle hidden, fit to be shown to its owner: <c>139****1234</c>. A landline of mainland China keeps its
    /// area code: <c>010-****5069</c>, <c>0310-****678</c>.
    /// </summary>
    public string Masked
    {
        get
        {
            var digits = ChineseForm ?? E164;
            if (AreaCodeEnd is > 0 and var areaCode)
            {
                return string.Concat(digits.AsSpan(0, areaCode), "-****", digits.AsSpan(areaCode + 4));
            }

            var shown = Math.Clamp(digits.Length - 8, 0, 3);
            // On small islands four digits are a whole number.
            var end = digits.Length < 10 ? 2 : 4;
            return string.Concat(digits.AsSpan(0, shown), "****", digits.AsSpan(digits.Length - end));
        }
    }

    /// <summary>
    /// The form used inside mainland China, landlines with the area code and its zero; null for other countries.
    /// </summary>
    internal string? ChineseForm => Region is not DefaultRegion
        ? null
        : Kind is PhoneNumberKind.FixedLine ? string.Concat("0", E164.AsSpan(3)) : E164[3..];

    // Where the area code ends in the form used inside mainland China.
    private int AreaCodeEnd => _areaCodeLength is 0 ? 0 : _areaCodeLength + 1;

    /// <summary>Reads a number as people write it.</summary>
    /// <param name="text">
    /// The number, with or without country code (<c>+86 139 1128 1234</c>, <c>0086…</c>, <c>139-1128-1234</c>,
    /// <c>010-85485069</c>, <c>tel:+86-139-1128-1234</c>), in any decimal digits, at most 64 characters. White space,
    /// dashes, dots, brackets and invisible marks mean nothing.
    /// </param>
    /// <param name="number">The number, or null.</param>
    /// <param name="error">Why it is none.</param>
    /// <param name="region">
    /// The region of numbers without country code, in two capital letters (ISO 3166-1 alpha-2). If there is no such region, those
    /// numbers are <see cref="PhoneNumberError.NotInUse"/>: see <see cref="IsRegion"/>.
    /// </param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out PhoneNumber? number, out PhoneNumberError error,
        string region = DefaultRegion)
    {
        number = null;
        error = Clean(text, out var digits);
        if (error is not PhoneNumberError.None)
        {
            return false;
        }

        try
        {
            var util = PhoneNumberUtil.GetInstance();
            var parsed = util.Parse(digits, region);
            // The type is only known for numbers that the numbering plan has, so that this is the validity check too.
            if (KindOf(util.GetNumberType(parsed)) is { } kind)
            {
                number = Create(util, parsed, kind);
            }
        }
        catch (NumberParseException)
        {
            // The library's only way to say no; its message would repeat the number.
        }

        error = number is null ? PhoneNumberError.NotInUse : PhoneNumberError.None;
        return number is not null;
    }

    /// <summary>Reads a number as people write it.</summary>
    /// <param name="text">The number; see <see cref="TryParse"/>.</param>
    /// <param name="region">The region of numbers without country code; see <see cref="TryParse"/>.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">
    /// It is none; the message says why, in the language of <see cref="CultureInfo.CurrentUICulture"/>, without repeating it.
    /// </exception>
    public static PhoneNumber Parse(string? text, string region = DefaultRegion) =>
        TryParse(text, out var number, out var error, region) ? number : throw new FormatException(error.Describe());

    /// <summary>Whether there are phone numbers of a region.</summary>
    /// <param name="region">The region in two capital letters (ISO 3166-1 alpha-2).</param>
    /// <returns>Whether there are.</returns>
    public static bool IsRegion(string? region) =>
        region is not null && PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region);

    /// <inheritdoc/>
    public bool Equals(PhoneNumber? other) => other is not null && E164 == other.E164;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PhoneNumber);

    /// <inheritdoc/>
    public override int GetHashCode() => E164.GetHashCode(StringComparison.Ordinal);

    /// <summary>The masked number: see <see cref="Masked"/>.</summary>
    public override string ToString() => Masked;

    private static PhoneNumber? Create(PhoneNumberUtil util, PhoneNumbers.PhoneNumber parsed, PhoneNumberKind kind)
    {
        var e164 = util.Format(parsed, PhoneNumberFormat.E164);
        if (parsed.CountryCode is not ChinaCountryCode)
        {
            return new PhoneNumber(e164, util.GetRegionCodeForNumber(parsed) ?? "001", kind);
        }

        var areaCodeLength = kind is PhoneNumberKind.FixedLine ? util.GetLengthOfGeographicalAreaCode(parsed) : 0;
        return ChineseNumberingPlan.KindOf(e164.AsSpan(3), kind, areaCodeLength) is { } planned
            ? new PhoneNumber(e164, DefaultRegion, planned, areaCodeLength)
            : null;
    }

    private static PhoneNumberError Clean(string? text, out string digits)
    {
        digits = "";
        if (string.IsNullOrWhiteSpace(text))
        {
            return text is { Length: > MaxTextLength } ? PhoneNumberError.TooLong : PhoneNumberError.Empty;
        }

        if (text.Length > MaxTextLength)
        {
            return PhoneNumberError.TooLong;
        }

        // A link's scheme and the plus may stand behind marks and brackets, but not behind a digit.
        var rest = Skip(text);
        rest = rest.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Skip(rest[Scheme.Length..]) : rest;
        var plus = rest is ['+' or '\uFF0B', ..] ? "+" : "";
        rest = rest[plus.Length..];
        Span<char> kept = stackalloc char[MaxDigits];
        rest = rest[PastedDigits.Read(rest, kept, out var count)..];
        digits = string.Concat(plus, kept[..count]);
        return rest switch
        {
            [] => digits.Length is 0 ? PhoneNumberError.Characters : PhoneNumberError.None,
            _ when digits.Length > 0 && BeginsExtension(rest) => PhoneNumberError.Extension,
            [var c, ..] when char.IsLetter(c) => PhoneNumberError.Letters,
            _ => count == kept.Length ? PhoneNumberError.TooLong : PhoneNumberError.Characters,
        };
    }

    private static ReadOnlySpan<char> Skip(ReadOnlySpan<char> text) => text[PastedDigits.Read(text, [], out _)..];

    private static bool BeginsExtension(ReadOnlySpan<char> rest) =>
        rest[0] is ',' or ';' or '#' or '*' or '\uFF0C' or '\uFF1B' or '\uFF03' or '\uFF0A' or '转' or '轉' or '分'
        || rest.StartsWith("ext", StringComparison.OrdinalIgnoreCase)
        || (rest[0] is 'x' or 'X' && rest.Length > 1 && !char.IsLetter(rest[1]));

    private static PhoneNumberKind? KindOf(PhoneNumberType type) => type switch
    {
        PhoneNumberType.MOBILE => PhoneNumberKind.Mobile,
        PhoneNumberType.FIXED_LINE => PhoneNumberKind.FixedLine,
        PhoneNumberType.FIXED_LINE_OR_MOBILE => PhoneNumberKind.FixedLineOrMobile,
        PhoneNumberType.TOLL_FREE => PhoneNumberKind.TollFree,
        PhoneNumberType.PREMIUM_RATE => PhoneNumberKind.PremiumRate,
        PhoneNumberType.SHARED_COST => PhoneNumberKind.SharedCost,
        PhoneNumberType.VOIP => PhoneNumberKind.VoiceOverIp,
        PhoneNumberType.PERSONAL_NUMBER => PhoneNumberKind.Personal,
        PhoneNumberType.PAGER => PhoneNumberKind.Pager,
        PhoneNumberType.UAN => PhoneNumberKind.Company,
        PhoneNumberType.VOICEMAIL => PhoneNumberKind.Voicemail,
        _ => null,
    };
}
