namespace Ytx.Identity.Tests.Codes;

public sealed class VoiceCodeDerivationTests
{
    [Fact]
    public void Code_EveryNonce_IsUniformOverAllDigitsAndPlaces()
    {
        const int Rounds = 200_000;
        var counts = new int[6, 10];
        for (var i = 0; i < Rounds; i++)
        {
            var code = VoiceCodeDerivation.Code(Subject(), VoiceCodeDerivation.CreateNonce(), 6);
            Assert.Equal(6, code.Length);
            for (var place = 0; place < 6; place++)
            {
                counts[place, code[place] - '0']++;
            }
        }

        for (var place = 0; place < 6; place++)
        {
            // Chi-squared with 9 degrees of freedom: above 40 once in 130,000 places by chance.
            var chiSquared = Enumerable.Range(0, 10)
                .Sum(digit => Math.Pow(counts[place, digit] - (Rounds / 10.0), 2) / (Rounds / 10.0));
            Assert.True(chiSquared < 40, $"place {place}: {chiSquared}");
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    public void Code_Length_IsKeptWithLeadingZeros(int digits) =>
        Assert.All(
            Enumerable.Range(0, 2000),
            i => Assert.Equal(digits, VoiceCodeDerivation.Code(Subject(), (UInt128)i, digits).Length));

    [Fact]
    public void Code_TwoHundredNonces_AreNotAllTheSame() =>
        Assert.True(
            Enumerable.Range(0, 200).Select(i => VoiceCodeDerivation.Code(Subject(), (UInt128)i, 6)).Distinct().Count() > 190);

    [Fact]
    public void Verifier_EveryFieldAndBoundary_Matters()
    {
        // Among them pairs that collide if fields are joined by a separator, or without their lengths.
        var values = new[] { "", "a", "ab", "b", ":", "a:", ":b", "a:b", "{a}", "a\0", "\0a", "a\n", "\u4e2d", new string('x', 900) };
        var seen = new Dictionary<UInt128, string>();
        foreach (var user in values)
        {
            foreach (var purpose in values)
            {
                foreach (var number in values)
                {
                    var verifier = VoiceCodeDerivation.Verifier(Subject(user, purpose, number), "123456");
                    var tuple = $"[{user}][{purpose}][{number}]";
                    Assert.True(seen.TryAdd(verifier, tuple), $"{tuple} collides with {seen[verifier]}");
                }
            }
        }
    }

    [Fact]
    public void Verifier_LeadingZeros_Matter() =>
        Assert.NotEqual(
            VoiceCodeDerivation.Verifier(Subject(), "0123456"), VoiceCodeDerivation.Verifier(Subject(), "123456"));

    [Fact]
    public void Verifier_OtherStamp_Differs() =>
        Assert.NotEqual(
            VoiceCodeDerivation.Verifier(Subject(stamp: "one"), "123456"),
            VoiceCodeDerivation.Verifier(Subject(stamp: "two"), "123456"));

    [Fact]
    public void Binding_StampOrNumber_ChangesIt()
    {
        var binding = VoiceCodeDerivation.Binding(Subject());

        Assert.Equal(binding, VoiceCodeDerivation.Binding(Subject()));
        Assert.NotEqual(binding, VoiceCodeDerivation.Binding(Subject(stamp: "other")));
        Assert.NotEqual(binding, VoiceCodeDerivation.Binding(Subject(number: "other")));
    }

    private static VoiceCodeSubject Subject(
        string user = "user", string purpose = "purpose", string number = "+8613911281234", string stamp = "stamp",
        string type = "type") => new()
        {
            User = new(type, user),
            Purpose = purpose,
            Number = number,
            SecurityStamp = stamp,
        };
}
