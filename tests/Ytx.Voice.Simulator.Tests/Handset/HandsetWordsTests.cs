using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ytx.Voice.Simulator.Tests;

/// <summary>The handset in both languages, and its buttons.</summary>
public sealed partial class HandsetWordsTests : SimulatorTest
{
    [Theory]
    [InlineData(null, null, "en", "Virtual handset")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", null, "zh-CN", "虚拟话机")]
    [InlineData("zh", null, "zh-CN", "虚拟话机")]
    [InlineData("zh-SG", null, "zh-CN", "虚拟话机")]
    [InlineData("zh-hans-hk", null, "zh-CN", "虚拟话机")]
    [InlineData("zh-TW", null, "en", "Virtual handset")]
    [InlineData("zh-TW,zh;q=0.9,en;q=0.8", null, "en", "Virtual handset")]
    [InlineData("zh-hk,zh;q=0.9", null, "en", "Virtual handset")]
    [InlineData("zh-MO", null, "en", "Virtual handset")]
    [InlineData("zh-Hant-CN", null, "en", "Virtual handset")]
    [InlineData("fr, zh-TW;q=0.7, zh;q=0.5", null, "en", "Virtual handset")]
    [InlineData("zh-TW", "zh-CN", "zh-CN", "虚拟话机")]
    [InlineData("fr, en;q=0.3, zh;q=0.5", null, "zh-CN", "虚拟话机")]
    [InlineData("en-GB,en;q=0.9,zh;q=0.1", null, "en", "Virtual handset")]
    [InlineData("fr", null, "en", "Virtual handset")]
    [InlineData("zh-CN", "en", "en", "Virtual handset")]
    [InlineData("en", "zh-CN", "zh-CN", "虚拟话机")]
    [InlineData("zh-CN", "<script>", "zh-CN", "虚拟话机")]
    public async Task Page_Language_IsTheSwitchsElseTheBrowsers(string? accepted, string? chosen, string tag, string title)
    {
        var html = await PageAsync(accepted, chosen);

        Assert.Contains($"<html lang=\"{tag}\">", html, StringComparison.Ordinal);
        Assert.Contains($"<title>{title}</title>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task Page_EitherLanguage_LeavesNoPlaceUnfilledAndNoStateWithoutWords(string language)
    {
        await PlaceAsync();

        var html = await PageAsync(language, null);

        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
        var words = JsonSerializer.Deserialize<Dictionary<string, string>>(
            WebUtility.HtmlDecode(Words().Match(html).Groups[1].Value))!;
        string[] states =
        [
            "ringing", "answered", "ended", "declined", "busy", "noAnswer", "switchedOff", "noSuchNumber", "outOfService",
            "unreachable", "suspended", "unknown", "voicemail",
        ];
        Assert.Equal(Enum.GetValues<SimulatedCallState>().Length, states.Length);
        Assert.All(states, state => Assert.NotEmpty(words[state]));
        var script = await Client.GetStringAsync("/_simulator/handset.js", Cancelled);
        Assert.All(Said().Matches(script).Select(match => match.Groups[1].Value), name => Assert.Contains(name, words.Keys));
    }

    [Fact]
    public async Task Page_Chinese_HasNoEnglishWords()
    {
        await PlaceAsync();

        var html = await PageAsync("zh-CN", null);

        var text = WebUtility.HtmlDecode(Tags().Replace(html[html.IndexOf("<main", StringComparison.Ordinal)..], " "));
        string[] known = ["HTTP", "ID", "JavaScript", "NoticeCall", "wx", "templateNoticeCall", "UTC"];
        Assert.Equal([], EnglishWord().Matches(text).Select(match => match.Value).Except(known));
    }

    [Theory]
    [InlineData("13911281234", "139 1128 1234")]
    [InlineData("01085485069", "010 8548 5069")]
    [InlineData("075585485069", "0755 8548 5069")]
    public async Task Page_Number_IsGroupedAsPeopleWriteIt(string dst, string shown)
    {
        await PlaceAsync(dst: dst);

        Assert.Contains($"data-field=\"dst\">{shown}<", await PageAsync(null, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data-fault", "/_simulator/faults", 5)]
    [InlineData("data-push-fault", "/_simulator/push-faults", 7)]
    public async Task Page_EveryChip_QueuesAFault(string attribute, string path, int count)
    {
        var html = await PageAsync(null, null);
        var chips = Regex.Matches(html, $"{attribute}=\"([^\"]+)\"").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();

        foreach (var chip in chips)
        {
            using var response = await Client.PostAsync(path, Json(chip), Cancelled);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal(count, chips.Distinct().Count());
    }

    [Fact]
    public async Task Page_EveryButtonOfACall_IsARealButtonWithItsAddress()
    {
        var html = await PageAsync(null, null);
        var touches = Touch().Matches(html).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["answer", "decline", "let-ring", "switch-off", "hang-up"], touches);
        foreach (var touch in touches)
        {
            using var response = await Client.PostAsync($"/_simulator/calls/1/{touch}", null, Cancelled);
            Assert.Equal("There is no such call.", (string?)(await ReadAsync(response))["title"]);
        }
    }

    [Fact]
    public async Task Page_PeopleAndPushes_AreShownWhereTheyAreOn()
    {
        var html = await PageAsync(null, null);
        Assert.Contains("""aria-labelledby="people" hidden>""", html, StringComparison.Ordinal);
        Assert.Contains("<div hidden>", html, StringComparison.Ordinal);

        await RestartAsync(options =>
            (options.ScriptedPeople, options.CallStatusUrl) = (true, new Uri("http://localhost:1/ytx/canary-secret")));

        html = await PageAsync(null, null);
        Assert.Contains("""aria-labelledby="people">""", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<div hidden>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-secret", html, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string? accepted, string? chosen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        }

        if (chosen is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", $"ytx-handset-language={chosen}");
        }

        using var response = await Client.SendAsync(request, Cancelled);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    [GeneratedRegex("data-words=\"([^\"]*)\"")]
    private static partial Regex Words();

    [GeneratedRegex("say\\(\"(\\w+)\"")]
    private static partial Regex Said();

    [GeneratedRegex("<code>.*?</code>|<dd>answer、[^<]*</dd>|<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex EnglishWord();

    [GeneratedRegex("<button type=\"button\"[^>]* data-touch=\"([^\"]+)\"")]
    private static partial Regex Touch();
}
