using PhoneNumbers;

namespace Ytx.Voice.Tests.Numbers;

public sealed class PhoneNumberTests
{
    private const string E164 = "+8613911281234";

    public static TheoryData<string> Spellings =>
    [
        "13911281234",
        "139 1128 1234",
        "139-1128-1234",
        "139.1128.1234",
        "139/1128/1234",
        "(139) 1128 1234",
        "(139)11281234",
        "[139] 1128-1234",
        "  13911281234  ",
        "\t13911281234",
        "1 3 9 1 1 2 8 1 2 3 4",
        "013911281234",
        "+8613911281234",
        "+86 139 1128 1234",
        "+86-139-1128-1234",
        "+86 (139) 1128-1234",
        "+86(0)13911281234",
        "(+86)13911281234",
        "+ 86 139 1128 1234",
        "008613911281234",
        "0086 139 1128 1234",
        "0086-139-1128-1234",
        "00 86 139 1128 1234",
        "8613911281234",
        "86 139 1128 1234",
        "86-13911281234",
        "１３９１１２８１２３４",
        "＋８６１３９１１２８１２３４",
        "＋86 139 1128 1234",
        "＋８６　１３９　１１２８　１２３４",
        "１３９－１１２８－１２３４",
        "（１３９）１１２８１２３４",
        "１３９．１１２８．１２３４",
        "١٣٩١١٢٨١٢٣٤", // Arabic-Indic
        "+٨٦ ١٣٩ ١١٢٨ ١٢٣٤",
        "۱۳۹۱۱۲۸۱۲۳۴", // Persian
        "१३९११२८१२३४", // Devanagari
        "১৩৯১১২৮১২৩৪", // Bengali
        "๑๓๙๑๑๒๘๑๒๓๔", // Thai
        "139\u00A01128\u00A01234", // no-break space
        "139\u202F1128\u202F1234", // narrow no-break space
        "139\u20091128\u20091234", // thin space
        "139\u20071128\u20071234", // figure space
        "139\u20101128\u20101234", // hyphen
        "139\u20111128\u20111234", // no-break hyphen
        "139\u20121128\u20121234", // figure dash
        "139\u20131128\u20131234", // en dash
        "139\u20141128\u20141234", // em dash
        "139\u20151128\u20151234", // horizontal bar
        "139\u22121128\u22121234", // minus
        "\u200E13911281234", // direction marks, as phones copy them
        "\u202A+86 139 1128 1234\u202C",
        "\u202D13911281234\u202C",
        "\u202E13911281234\u202C",
        "\u2066+8613911281234\u2069",
        "\u200F13911281234\u200F",
        "139\u200B11281234", // invisible marks, as web pages and documents have them
        "\uFEFF139\u00AD1128\u20601234",
        "13911281234\n",
        "+86 139 1128 1234\r\n",
        "139\r\n11281234",
        "13911281234.",
        "１３９１１２８１２３４。",
        "139·1128·1234", // dots in the middle, of several scripts
        "139•1128•1234",
        "139‧1128‧1234",
        "139・1128・1234",
        "tel:13911281234", // the address of a link
        "tel:+86-139-1128-1234",
        "TEL: +86 139 1128 1234",
        " \u200Etel:(+86) 13911281234\n",
        "𝟏𝟑𝟗11281234",
    ];

    public static TheoryData<string?, PhoneNumberError> Refused => new()
    {
        { null, PhoneNumberError.Empty },
        { "", PhoneNumberError.Empty },
        { "   \t ", PhoneNumberError.Empty },
        { "\u3000", PhoneNumberError.Empty },
        { "-", PhoneNumberError.Characters },
        { "()", PhoneNumberError.Characters },
        { "+", PhoneNumberError.NotInUse },
        { "1-800-FLOWERS", PhoneNumberError.Letters },
        { "call 13911281234", PhoneNumberError.Letters },
        { "tel:tel:13911281234", PhoneNumberError.Letters },
        { "139tel:11281234", PhoneNumberError.Letters },
        { "+tel:8613911281234", PhoneNumberError.Letters },
        { "telephone:13911281234", PhoneNumberError.Letters },
        { "tel:", PhoneNumberError.Characters },
        { "tel:13911281234;ext=1", PhoneNumberError.Extension },
        { "\u200B", PhoneNumberError.Characters },
        { "１３９ＡＢ", PhoneNumberError.Letters },
        { "电话13911281234", PhoneNumberError.Letters },
        { "139112812З4", PhoneNumberError.Letters }, // a Cyrillic letter that looks like a digit
        { "l3911281234", PhoneNumberError.Letters },
        { "13911281234 ext 1", PhoneNumberError.Extension },
        { "010-85485069 ext. 12", PhoneNumberError.Extension },
        { "010-85485069 Extension 12", PhoneNumberError.Extension },
        { "010-85485069 EXT12", PhoneNumberError.Extension },
        { "010-85485069x12", PhoneNumberError.Extension },
        { "010-85485069转12", PhoneNumberError.Extension },
        { "010-85485069 轉12", PhoneNumberError.Extension },
        { "010-85485069分机12", PhoneNumberError.Extension },
        { "ext 13911281234", PhoneNumberError.Letters },
        { "010-85485069 xyz", PhoneNumberError.Letters },
        { "13911281234;ext=1", PhoneNumberError.Extension },
        { "13911281234,1", PhoneNumberError.Extension },
        { "13911281234#1", PhoneNumberError.Extension },
        { "13911281234#", PhoneNumberError.Extension },
        { "13911281234*1", PhoneNumberError.Extension },
        { "13911281234；1", PhoneNumberError.Extension },
        { "13911281234，1", PhoneNumberError.Extension },
        { "📞13911281234", PhoneNumberError.Characters },
        { "1️⃣3911281234", PhoneNumberError.Characters },
        { "13911281234\n13911281235", PhoneNumberError.NotInUse },
        { "139\01128", PhoneNumberError.Characters },
        { "\u001B13911281234", PhoneNumberError.Characters },
        { "13911281234\u007F", PhoneNumberError.Characters },
        { "139+11281234", PhoneNumberError.Characters },
        { "++8613911281234", PhoneNumberError.Characters },
        { "13911281234'--", PhoneNumberError.Characters },
        { "\"13911281234\"", PhoneNumberError.Characters },
        { "<13911281234>", PhoneNumberError.Characters },
        { "13911281234?", PhoneNumberError.Characters },
        { "\ud800", PhoneNumberError.Characters },
        { "1391128123", PhoneNumberError.NotInUse },
        { "139112812345", PhoneNumberError.NotInUse },
        { "12345678901", PhoneNumberError.NotInUse },
        { "1", PhoneNumberError.NotInUse },
        { "110", PhoneNumberError.NotInUse },
        { "120", PhoneNumberError.NotInUse },
        { "10086", PhoneNumberError.NotInUse },
        { "95588", PhoneNumberError.NotInUse },
        { "85485069", PhoneNumberError.NotInUse }, // no area code
        { "0086", PhoneNumberError.NotInUse },
        { "+86", PhoneNumberError.NotInUse },
        { "+999 139 1128 1234", PhoneNumberError.NotInUse },
        { "+0 139 1128 1234", PhoneNumberError.NotInUse },
        { "00000000000", PhoneNumberError.NotInUse },
        { "1391128123413911281234139", PhoneNumberError.NotInUse },
        { "13911281234139112812341391", PhoneNumberError.TooLong },
        { "13911281234" + new string(' ', 54), PhoneNumberError.TooLong },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void TryParse_AnySpelling_IsOneNumber(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out var error), $"{error}");
        Assert.Equal(PhoneNumberError.None, error);
        Assert.Equal(E164, number.E164);
        Assert.Equal("13911281234", number.ChineseForm);
        Assert.Equal(PhoneNumberKind.Mobile, number.Kind);
        Assert.Equal("CN", number.Region);
        Assert.Equal(PhoneNumber.Parse(E164), number);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void TryParse_NoNumber_SaysWhy(string? text, PhoneNumberError expected)
    {
        Assert.False(PhoneNumber.TryParse(text, out var number, out var error));
        Assert.Null(number);
        Assert.Equal(expected, error);
        var exception = Assert.Throws<FormatException>(() => PhoneNumber.Parse(text));
        Assert.Equal(expected.Describe(), exception.Message);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void TryParse_VeryLong_IsTooLongWhateverItHas(int length)
    {
        foreach (var c in "1 +x#")
        {
            Assert.False(PhoneNumber.TryParse(new string(c, length), out _, out var error));
            Assert.Equal(PhoneNumberError.TooLong, error);
        }
    }

    [Fact]
    public void TryParse_LongestText_IsRead() =>
        Assert.True(PhoneNumber.TryParse("13911281234".PadRight(PhoneNumber.MaxTextLength), out _, out _));

    [Theory]
    [InlineData("010-85485069", "+861085485069", "01085485069", PhoneNumberKind.FixedLine)]
    [InlineData("+86 10 8548 5069", "+861085485069", "01085485069", PhoneNumberKind.FixedLine)]
    [InlineData("+86 (0)10 8548 5069", "+861085485069", "01085485069", PhoneNumberKind.FixedLine)]
    [InlineData("0755 2345 6789", "+8675523456789", "075523456789", PhoneNumberKind.FixedLine)]
    [InlineData("400 812 3456", "+864008123456", "4008123456", PhoneNumberKind.SharedCost)]
    [InlineData("800 810 1234", "+868008101234", "8008101234", PhoneNumberKind.TollFree)]
    [InlineData("+1 900 234 5678", "+19002345678", null, PhoneNumberKind.PremiumRate)]
    [InlineData("+44 20 7946 0958", "+442079460958", null, PhoneNumberKind.FixedLine)]
    [InlineData("+1 202 555 0123", "+12025550123", null, PhoneNumberKind.FixedLineOrMobile)]
    [InlineData("+800 1234 5678", "+80012345678", null, PhoneNumberKind.TollFree)]
    [InlineData("+882 16 1234 5678", "+8821612345678", null, PhoneNumberKind.VoiceOverIp)]
    [InlineData("+852 6123 4567", "+85261234567", null, PhoneNumberKind.Mobile)]
    public void TryParse_OtherLines_HaveTheirKindAndTheGatewaysForm(
        string text, string e164, string? chinese, PhoneNumberKind kind)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out _));
        Assert.Equal(e164, number.E164);
        Assert.Equal(chinese, number.ChineseForm);
        Assert.Equal(kind, number.Kind);
    }

    [Fact]
    public void TryParse_OtherRegion_ReadsItsNationalForm()
    {
        Assert.True(PhoneNumber.TryParse("020 7946 0958", out var number, out _, "GB"));
        Assert.Equal("+442079460958", number.E164);
        Assert.Equal("GB", number.Region);
    }

    [Theory]
    [InlineData("13911281234", "139****1234")]
    [InlineData("010-85485069", "010-****5069")]
    [InlineData("021 6234 5678", "021-****5678")]
    [InlineData("0755 2345 6789", "0755-****6789")]
    [InlineData("0310 234 5678", "0310-****678")] // seven digits behind the area code
    [InlineData("400 812 3456", "40****3456")]
    [InlineData("+44 20 7946 0958", "+44****0958")]
    [InlineData("+690 7290", "****90")] // Tokelau: the last four are all of it
    public void Masked_Number_HidesItsMiddle(string text, string masked)
    {
        var number = PhoneNumber.Parse(text);

        Assert.Equal(masked, number.Masked);
        Assert.Equal(masked, number.ToString());
        Assert.Equal(masked, $"{number}");
    }

    [Theory]
    [InlineData("+86 139-1128-1234", "139 1128 1234")]
    [InlineData("01085485069", "010-8548 5069")]
    [InlineData("075523456789", "0755-2345 6789")]
    [InlineData("0310 2345678", "0310-234 5678")]
    [InlineData("4008123456", "400 812 3456")]
    [InlineData("+442079460958", "+44 20 7946 0958")]
    [InlineData("+85261234567", "+852 6123 4567")]
    [InlineData("+80012345678", "+800 1234 5678")]
    public void Formatted_Number_IsInGroupsAsPeopleWriteIt(string text, string formatted) =>
        Assert.Equal(formatted, PhoneNumber.Parse(text).Formatted);

    [Fact]
    public void Formatted_AnyRegionsNumbers_ReadsBackAsTheSameNumber() =>
        Assert.All(ExamplesOfTheWorld(), number => Assert.Equal(number, PhoneNumber.Parse(number.Formatted)));

    [Fact]
    public void Masked_AnyRegionsNumbers_HidesAThirdAtLeast()
    {
        foreach (var number in ExamplesOfTheWorld())
        {
            var whole = number.ChineseForm ?? number.E164;
            var shown = number.Masked.Split("****");

            Assert.Equal(2, shown.Length);
            shown[0] = shown[0].TrimEnd('-'); // behind an area code
            Assert.StartsWith(shown[0], whole, StringComparison.Ordinal);
            Assert.EndsWith(shown[1], whole, StringComparison.Ordinal);
            var subscriber = number.E164[("+" + PhoneNumberUtil.GetInstance().GetCountryCodeForRegion(number.Region)).Length..];
            Assert.False(number.Masked.Contains(subscriber, StringComparison.Ordinal), number.Masked);
            Assert.True((whole.Length - shown[0].Length - shown[1].Length) * 3 >= whole.Length, number.Masked);
        }
    }

    [Fact]
    public void TryParse_E164OfAnyNumber_GivesTheSameNumber()
    {
        var numbers = ExamplesOfTheWorld();
        var count = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            // Spread over all the mobile blocks, and over landlines with two area codes.
            var digits = $"{(seed * 7_919L) % 100_000_000:D8}";
            var text = (seed % 4) switch
            {
                0 => "010" + digits,
                1 => "0755" + digits,
                _ => $"1{3 + (seed % 7)}{digits[0]}{digits}",
            };
            if (PhoneNumber.TryParse(text, out var number, out _))
            {
                count++;
                AssertSame(number);
            }
        }

        Assert.All(numbers, AssertSame);
        Assert.True(count > 10_000, "Too few of the generated numbers are numbers.");
        Assert.True(numbers.Count > 500);

        static void AssertSame(PhoneNumber number)
        {
            Assert.True(PhoneNumber.TryParse(number.E164, out var again, out _), number.Masked);
            Assert.Equal(number.E164, again.E164);
            Assert.Equal(number.Kind, again.Kind);
            Assert.Equal(number.Region, again.Region);
            Assert.Equal(number.ChineseForm, again.ChineseForm);
            if (number.ChineseForm is { } chinese)
            {
                Assert.Equal(number, PhoneNumber.Parse(chinese));
            }
        }
    }

    [Fact]
    public void Equals_SameNumber_IsOneKey()
    {
        var set = new HashSet<PhoneNumber>(Spellings.Select(row => PhoneNumber.Parse(row.Data)));

        Assert.Single(set);
        Assert.DoesNotContain(PhoneNumber.Parse("13911281235"), set);
        Assert.False(PhoneNumber.Parse(E164).Equals(null));
        Assert.False(PhoneNumber.Parse(E164).Equals((object)E164));
    }

    private static List<PhoneNumber> ExamplesOfTheWorld()
    {
        var util = PhoneNumberUtil.GetInstance();
        return
        [
            .. from region in util.GetSupportedRegions()
               from type in Enum.GetValues<PhoneNumberType>()
               let example = util.GetExampleNumberForType(region, type)
               where example is not null
               let parsed = PhoneNumber.TryParse(
                   util.Format(example, PhoneNumberFormat.E164), out var number, out _) ? number : null
               where parsed is not null
               select parsed,
        ];
    }
}
