using System.Net;
using System.Text.RegularExpressions;

namespace Ytx.Voice.Simulator.Tests;

public sealed partial class HandsetPageTests : SimulatorTest
{
    [Fact]
    public async Task Page_WithACall_ShowsItWithItsHooksAndWithoutScript()
    {
        var id = await PlaceAsync();

        var html = await Client.GetStringAsync("/", Cancelled);

        Assert.Contains(
            $"""data-request-id="{id}" data-dst="13911281234" data-state="ringing">""", html, StringComparison.Ordinal);
        Assert.Contains("""data-code="482913">482913<""", html, StringComparison.Ordinal);
        Assert.Contains("<noscript>", html, StringComparison.Ordinal);
        Assert.Contains(
            """<body data-ring-milliseconds="3000" data-max-calls="1000">""", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithoutCalls_HasAnEmptyList()
    {
        Assert.Contains(
            """class="calls"></ol>""", await Client.GetStringAsync("/", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_HostileText_IsEncodedAndFillsNothing()
    {
        var call = NewCall();
        call.Fields["dstclid"] = """"<script>'&{{code}}{{calls}}"""";
        await SendAsync(call);

        var html = await Client.GetStringAsync("/", Cancelled);

        Assert.Contains("&lt;script&gt;&#x27;&amp;{{code}}{{calls}}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "<script>", await Client.GetStringAsync("/_simulator/calls", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_TemplateCall_NamesTheTemplateAndItsData()
    {
        var call = NewCall();
        call.Fields.Remove("code");
        call.Fields["templateId"] = 2750;
        call.Fields["datas"] = new[] { "482913", "<b>5" };
        await SendAsync(call);

        var html = await Client.GetStringAsync("/", Cancelled);

        Assert.Contains("data-code=\"482913\"", html, StringComparison.Ordinal);
        Assert.Contains("templateNoticeCall &#xB7; 2750: 482913, &lt;b&gt;5</dd>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_EveryReference_IsServedFromHereUnderAStrictPolicy()
    {
        using var response = await Client.GetAsync("/", Cancelled);
        var html = await response.Content.ReadAsStringAsync(Cancelled);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
        Assert.DoesNotMatch(InlineCode(), html);

        var references = Reference().Matches(html).Select(match => match.Groups[1].Value).Where(path => path != "/");
        Assert.Equal(["/_simulator/handset.svg", "/_simulator/handset.css", "/_simulator/handset.js"], references);
        foreach (var reference in references)
        {
            using var asset = await Client.GetAsync(reference, Cancelled);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.DoesNotContain("://", (await asset.Content.ReadAsStringAsync(Cancelled)).Replace(
                "http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("handset.css", "text/css")]
    [InlineData("handset.js", "text/javascript")]
    [InlineData("handset.svg", "image/svg+xml")]
    public async Task Asset_Requested_HasItsContentType(string name, string type)
    {
        using var response = await Client.GetAsync($"/_simulator/{name}", Cancelled);

        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Fact]
    public async Task Script_CallsFromTheStream_GoInAsTextOnly()
    {
        var script = await Client.GetStringAsync("/_simulator/handset.js", Cancelled);

        Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\b|Function\\(", script);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("<style| style=| on[a-z]+=\"|<script(?! src)")]
    private static partial Regex InlineCode();
}
