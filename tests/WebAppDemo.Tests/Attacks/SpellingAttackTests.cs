namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody writes one number in many ways, to have it rung more often.</summary>
public sealed class SpellingAttackTests(AttackedSite site) : IClassFixture<AttackedSite>
{
    private const int Ways = 200;

    private static readonly string[] Beginnings = ["", "+86", "0086", "+86 (0)", "(86) ", "\uFF0B\uFF18\uFF16"];
    private static readonly string[] Separators = ["", " ", "-", ".", "/", "\u00A0", "\u3000", "\u200E\u200B\uFEFF"];
    private static readonly char[] Zeros = ['0', '\u0660', '\u0966', '\uFF10'];
    private static readonly string[] Endings = [":", "+", "\0", ";ext=1", ",1", "#", " x1", "\u8F6C1"];

    [Fact]
    public async Task Spell_TwoHundredWaysFromManyAccounts_GetTheCallsOfOne()
    {
        var (plain, spelled) = (site.NextNumber(), site.NextNumber());
        var spellings = Spellings(spelled).ToList();
        Assert.Equal(Ways, spellings.Distinct().Count());
        var understood = 0;

        foreach (var some in spellings.Chunk(10))
        {
            using var guest = await site.GuestAsync();
            foreach (var spelling in some)
            {
                await guest.RingAsync(plain);
                var page = await guest.RingAsync(spelling);
                understood += page.Path is "/Phone/Confirm" ? 1 : 0;
                site.Clock.Advance(TimeSpan.FromMinutes(6));
            }
        }

        Assert.Equal(Beginnings.Length * Separators.Length * Zeros.Length, understood);
        Assert.Equal(5, (await site.CallsAsync(plain)).Count);
        Assert.Equal(5, (await site.CallsAsync(spelled)).Count);
        Assert.Equal(10, site.Simulator.Calls.Count);
    }

    private static IEnumerable<string> Spellings(string number) =>
        (from beginning in Beginnings
         from separator in Separators
         from zero in Zeros
         select beginning + string.Join(separator, number.Chunk(4).Select(part => InScript(part, zero))))
        .Concat(Endings.Select(ending => number + ending));

    private static string InScript(char[] digits, char zero) => string.Concat(digits.Select(digit => (char)(digit - '0' + zero)));
}
