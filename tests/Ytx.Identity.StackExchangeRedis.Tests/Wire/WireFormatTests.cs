using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Ytx.Identity.StackExchangeRedis.Tests.Wire;

/// <summary>Scripts know where a field stands by its name alone.</summary>
public sealed partial class WireFormatTests
{
    // What no message has to do with: the digits of a number, a second, and how much a ledger may hold before it is swept, how many
    // wrong codes are kept, and for how long a block tells that a challenge was withdrawn, in milliseconds.
    private static readonly long[] Plain =
        [0, 1, 256, 65536, 16777216, 4294967296, 1099511627776, 1000, 512, 2000, 600_000];

    public static TheoryData<string> EachScript =>
        [.. typeof(StoreScript).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal))];

    public static TheoryData<string> EachFormat =>
        [.. typeof(WireFormat).GetNestedTypes().Where(type => Fields(type).Length > 0).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(EachScript))]
    public void Script_Names_AreAllKnown(string script) => Assert.DoesNotContain('$', StoreScript.Fill(Read(script)));

    [Theory]
    [MemberData(nameof(EachScript))]
    public void Script_Numbers_AreNoOffsets(string script)
    {
        var numbers = Numbers().Matches(Code(script)).Select(match => match.Value);

        Assert.DoesNotContain(numbers, number => !Plain.Contains(long.Parse(number, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [MemberData(nameof(EachScript))]
    public void Script_TextsOfZeros_HaveNames(string script) => Assert.DoesNotContain(@"\0\0", Code(script));

    [Theory]
    [MemberData(nameof(EachScript))]
    public void Script_NumbersThatItReads_AreAsLongAsTheirField(string script)
    {
        foreach (Match read in Reads().Matches(Code(script)))
        {
            // A block begins, whatever it holds, with a time; and counts are read one by one.
            var size = read.Groups["name"].Value switch
            {
                "Block.Content" => WireFormat.Number.Time.Size,
                "BucketRule.Counts" => WireFormat.Number.Count.Size,
                var name => int.Parse(StoreScript.Fill($"${name}.size"), CultureInfo.InvariantCulture),
            };

            Assert.Equal((read.Groups["bits"].Value, read.Value), ($"{8 * size}", read.Value));
        }
    }

    [Theory]
    [MemberData(nameof(EachFormat))]
    public void Format_Fields_FollowOneAnother(string format)
    {
        var fields = Fields(typeof(WireFormat).GetNestedType(format)!);
        if (format is nameof(WireFormat.Number) or nameof(WireFormat.ChallengeEdit))
        {
            // One or the other.
            return;
        }

        foreach (var (field, next) in fields.Zip(fields.Skip(1)))
        {
            Assert.Equal((field.End, true), (next.At, field.Size > 0));
        }
    }

    [Fact]
    public void Format_WhatIsCopiedWhole_IsTheSameInBoth()
    {
        WireField[] opening = [.. Fields(typeof(WireFormat.Opening)).Skip(3).Take(5)];
        WireField[] challenge = [.. Fields(typeof(WireFormat.Challenge)).Skip(1).Take(5)];
        Assert.Equal(challenge.Select(field => field.Size), opening.Select(field => field.Size));

        Assert.Equal(Fields(typeof(WireFormat.Block))[..2], Fields(typeof(WireFormat.Claim))[..2]);
        Assert.Equal(WireFormat.Name.Hash.End, WireFormat.Block.Name.Size);
        Assert.Equal(WireFormat.Event.Mark.Size, WireFormat.Begin.Mark.Size);
        Assert.Equal(WireFormat.Event.Mark.Size, WireFormat.Amend.Mark.Size);
        Assert.Equal(WireFormat.WrongCode.Mark.Size, WireFormat.Verify.Mark.Size);
        Assert.Equal(WireFormat.Challenge.Verifier.Size, WireFormat.Verify.Verifier.Size);
        Assert.Equal(WireFormat.Challenge.Nonce.Size, WireFormat.ChallengeEdit.Nonce.Size);
    }

    [Theory]
    [InlineData("$Verify.Verifier", "15, 30")]
    [InlineData("$Verify.Verifier.at", "15")]
    [InlineData("$Verify.Verifier.last", "30")]
    [InlineData("$Verify.Verifier.size", "16")]
    [InlineData("$Verify.Verifier.offset", "14")]
    [InlineData("$WrongCode.size - $WrongCode.reach", "10 - 9")]
    [InlineData("$WrongCode.Mark.zeros $WrongCode.Mark.one", @"'\0\0\0\0' '\1\0\0\0'")]
    [InlineData("$Challenge.RequestId", "52")]
    [InlineData("$at+Claim.Name", "at, at + 7")]
    [InlineData("$at+Claim.Rules.at + $Rule.size * many", "at + 32 + 18 * many")]
    [InlineData("$at+Block.Content+Challenge.Binding.last", "at + 57")]
    [InlineData("$Status.Denied $ClaimUse.Tells $Kind.Events $Kind.Events.letter", "2 2 101 e")]
    [InlineData("$Event.StandIn $ItemUse.Kept $Forever", "EEEEEEEE 3 281474976710655")]
    public void Fill_Name_IsWhereItStands(string name, string expected) => Assert.Equal(expected, StoreScript.Fill(name));

    [Theory]
    [InlineData("$Nobody")]
    [InlineData("$Verify.Nobody")]
    [InlineData("$Nobody.Verifier")]
    [InlineData("$Verify.Verifier.nobody")]
    [InlineData("$at+Verify.Nobody.at")]
    [InlineData("$Status.Nobody")]
    [InlineData("$Status.Denied.zeros")]
    [InlineData("$at+Status.Denied")]
    [InlineData("$nobody")]
    [InlineData("$")]
    public void Fill_UnknownName_Throws(string name)
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => StoreScript.Fill($"sub(head, {name})"));

        Assert.Contains("which WireFormat does not have", thrown.Message, StringComparison.Ordinal);
    }

    private static WireField[] Fields(Type format) => [.. format
        .GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<WireField>()];

    private static string Read(string script)
    {
        using var stream = typeof(StoreScript).Assembly.GetManifestResourceStream(script)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // Without comments, and without what counts arguments.
    private static string Code(string script) => Uncounted().Replace(Read(script), "");

    [GeneratedRegex(@"--.*|\[(i \+ )?\d\]|for i = 2, #ARGV")]
    private static partial Regex Uncounted();

    [GeneratedRegex(@"(?<![\w$.])\d+(?![\w.])|(?<=\\0', )\d+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\bu(?<bits>48|32)\([^()]*?\$(\w+\+)?(?<name>[A-Z]\w*(\.[A-Z]\w*)?)\.(at|offset)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Reads();
}
