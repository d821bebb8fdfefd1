using PhoneNumbers;

namespace Ytx.Voice.Tests.Numbers;

/// <summary>
/// Limits are kept by number, so two texts that ring one phone must be one number, or no number. Area codes, landlines
/// and mobiles are taken from libphonenumber itself: nothing that it knows of them may be lost.
/// </summary>
public sealed class OnePhoneOneNumberTests
{
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    // Codes of three digits may begin with 3 to 9 only.
    private static readonly string[] AreaCodes =
    [
        .. from code in new[] { 10 }.Concat(Enumerable.Range(20, 10)).Concat(Enumerable.Range(300, 700))
           where LandlinesOf($"{code}").Any()
           select $"{code}",
    ];

    public static TheoryData<string> ServiceNumbers =>
    [
        "110", "114", "119", "120", "122", "999", "1009", "10000", "10010", "10050", "10060", "10069", "10086", "10099",
        "10690", "11185", "12110", "12123", "12306", "12315", "12320", "12333", "12345", "12348", "12366", "12378", "12580",
        "95105", "95188", "95500", "95533", "95555", "95566", "95588", "95599", "95700", "95950", "96102", "96110", "96123",
        "96777", "100860", "101234", "106666", "111818", "114114", "116114", "118114", "118888", "123456", "950001", "951888",
        "955880", "961234", "962288", "1008611", "1258012", "9558812", "9512345", "9601234", "10010123", "12345678", "16812345",
        "95013123", "95588123", "96123456", "400123456", "950131234", "4008123456", "8008101234", "9501312345", "95013123456",
        "10086123456",
    ];

    /// <summary>What people dial before a number. Two zeros alone are left out: with them the call goes abroad.</summary>
    private static IEnumerable<string> Prefixes =>
    [
        "0", "000", "86", "086", "0086", "00086", "8686", "008686", "860", "0860", "00860", "86086",
        // Ways over another company's lines, with and without a zero before and after.
        .. from way in (string[])
           [
               "17900", "17901", "17908", "17909", "17910", "17911", "17950", "17951", "17960", "17961", "17968", "17969",
               "17990", "17991", "17995", "17999", "12583", "12590", "12593", "12595", "12520", "12530", "10193", "10131",
               "11808", "11888", "10108", "19300", "19379",
           ]
           from before in (string[])["", "0"]
           from after in (string[])["", "0"]
           select before + way + after,
        .. from code in AreaCodes from zero in (string[])["", "0"] select zero + code,
    ];

    [Theory]
    [MemberData(nameof(ServiceNumbers))]
    public void TryParse_ServiceNumberBehindAnyAreaCode_IsNotInUse(string service)
    {
        Assert.True(AreaCodes.Length > 300, $"{AreaCodes.Length} area codes");
        foreach (var code in AreaCodes)
        {
            foreach (var text in (string[])
                [$"0{code}-{service}", $"+86 {code} {service}", $"+86 (0){code} {service}", $"0086{code}{service}"])
            {
                AssertIsNone(text);
            }
        }
    }

    [Fact]
    public void TryParse_NoLocalNumberBehindAnyAreaCode_IsNotInUse()
    {
        const string Filling = "246813579";
        foreach (var code in AreaCodes)
        {
            for (var start = 0; start < 100; start++)
            {
                var startsAsService = start is < 20 or >= 90;
                for (var length = 3; length <= 11; length++)
                {
                    if (startsAsService || length is not (7 or 8))
                    {
                        AssertIsNone($"0{code}{start:D2}{Filling[..(length - 2)]}");
                    }
                }
            }
        }
    }

    [Fact]
    public void TryParse_LandlineOfAnyAreaCode_IsOneNumberInAnySpelling()
    {
        foreach (var code in AreaCodes)
        {
            foreach (var local in LandlinesOf(code))
            {
                foreach (var text in (string[])
                [
                    $"0{code}-{local}", $"(0{code}) {local}", $"{code}{local}", $"+86 {code} {local}", $"+86 (0){code} {local}",
                    $"0086{code}{local}", $"86{code}{local}", $"17951{code}{local}", $"12593{code}{local}",
                ])
                {
                    AssertIs(text, $"+86{code}{local}", PhoneNumberKind.FixedLine);
                }
            }
        }
    }

    [Fact]
    public void TryParse_MobileOfAnyPrefix_IsOneNumberInAnySpelling()
    {
        var prefixes = 0;
        for (var prefix = 10_000; prefix < 20_000; prefix++)
        {
            var national = $"{prefix}281234";
            if (!IsOf(national, PhoneNumberType.MOBILE))
            {
                AssertIsNotMobile(national);
                continue;
            }

            prefixes++;
            var kind = prefix is >= 13_490 and < 13_500 or >= 17_400 and < 17_500
                ? PhoneNumberKind.VoiceOverIp
                : PhoneNumberKind.Mobile;
            foreach (var text in (string[])
            [
                national, $"0{national}", $"+86{national}", $"+86 0{national}", $"0086{national}", $"86{national}",
                $"17951{national}", $"12593{national}",
            ])
            {
                AssertIs(text, $"+86{national}", kind);
            }
        }

        Assert.True(prefixes > 4_000, $"{prefixes} prefixes");

        static void AssertIsNotMobile(string text) => Assert.False(
            PhoneNumber.TryParse(text, out var number, out _) && number.Kind is PhoneNumberKind.Mobile, text);
    }

    [Theory]
    [InlineData("1349 123 4567")]
    [InlineData("0086 1349 1234567")]
    [InlineData("01349 1234567")]
    [InlineData("17951 1349 1234567")]
    [InlineData("1740 123 4567")]
    [InlineData("17400 123456")]
    [InlineData("+86 17405 123456")]
    public void TryParse_SatellitePhone_IsNotAMobile(string text)
    {
        var number = PhoneNumber.Parse(text);

        Assert.Equal(PhoneNumberKind.VoiceOverIp, number.Kind);
        Assert.Equal("CN", number.Region);
        Assert.Equal(number.E164[3..], number.ChineseForm);
    }

    // 17406 to 17412 are kept for emergencies, 1749 belongs to Inmarsat; libphonenumber knows neither.
    [Theory]
    [InlineData("17406123456")]
    [InlineData("17412123456")]
    [InlineData("17491234567")]
    public void TryParse_SatellitePhoneThatTheLibraryDoesNotKnow_IsNotInUse(string text) => AssertIsNone(text);

    [Theory]
    [InlineData("852 6123 4567")]
    [InlineData("853 6612 3456")]
    [InlineData("853 2821 2345")]
    [InlineData("886 912 345 678")]
    [InlineData("886 2 2345 6789")]
    [InlineData("886 37 123 456")]
    public void TryParse_HongKongMacauOrTaiwanAsPartOfChina_IsNotInUse(string number)
    {
        Assert.True(PhoneNumber.TryParse($"+{number}", out _, out _), number);

        foreach (var prefix in (string[])["+86", "+860", "0086", "86", "0"])
        {
            AssertIsNone($"{prefix} {number}");
        }
    }

    // These go before mobiles only: another number would be read as a mobile behind 12583.
    [Theory]
    [InlineData("125831")]
    [InlineData("125832")]
    [InlineData("125833")]
    public void TryParse_PrefixOfASecondNumberBeforeAMobile_IsNotInUse(string prefix)
    {
        AssertIsNone($"{prefix} 139 1128 1234");
        AssertIsNone($"+86 {prefix} 139 1128 1234");
    }

    [Fact]
    public void TryParse_AnythingDialledBeforeANumber_IsThatNumberOrNone()
    {
        var tried = 0;
        foreach (var national in Sample())
        {
            var number = PhoneNumber.Parse($"+86{national}");
            foreach (var prefix in Prefixes)
            {
                foreach (var text in (string[])
                    [$"+86{prefix}{national}", $"{prefix}{national}", $"0086{prefix}{national}", $"{prefix}0086{national}"])
                {
                    tried++;
                    if (PhoneNumber.TryParse(text, out var other, out _))
                    {
                        Assert.True(number.Equals(other), $"{text} is {other.E164}");
                    }
                }
            }
        }

        Assert.True(tried > 100_000, $"{tried} tried");
    }

    private static void AssertIs(string text, string e164, PhoneNumberKind kind)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out _), text);
        Assert.Equal((text, e164, kind), (text, number.E164, number.Kind));
    }

    private static void AssertIsNone(string text)
    {
        Assert.False(PhoneNumber.TryParse(text, out var number, out var error), $"{text} is {number?.E164}");
        Assert.Equal(PhoneNumberError.NotInUse, error);
    }

    /// <summary>Mobiles of all companies, landlines of all lengths, and numbers that belong to no place.</summary>
    private static string[] Sample() =>
    [
        "13911281234", "13012345678", "13491234567", "14512345678", "15912345678", "16612345678", "17012345678", "17400123456",
        "18912345678", "19912345678", "1085485069", "1023456789", "2123456789", "2987654321", "4008123456", "8008101234",
        "9501312345", "95013123456", "16812345",
        .. from code in (string[])["310", "433", "510", "754", "755", "851", "898", "999"]
           from local in LandlinesOf(code).Take(4)
           select code + local,
    ];

    // Local numbers begin with 2 to 8 and have 7 or 8 digits, as their area code has it.
    private static IEnumerable<string> LandlinesOf(string areaCode) =>
        from first in Enumerable.Range(2, 7)
        from rest in (string[])["345678", "1000000", "9558800", "0955880", "008612"]
        let local = $"{first}{rest}"
        where IsOf(areaCode + local, PhoneNumberType.FIXED_LINE)
        select local;

    private static bool IsOf(string national, PhoneNumberType type) =>
        Library.GetNumberType(
            new PhoneNumbers.PhoneNumber.Builder().SetCountryCode(86).SetNationalNumber(ulong.Parse(national)).Build()) == type;
}
