using System.Net;

namespace WebAppDemo.Tests;

public sealed class BadInputTests(DemoSite site) : IClassFixture<DemoSite>
{
    private static readonly string[] Hostile =
    [
        "",
        "   ",
        new('9', 10_000),
        new('x', 10_000),
        "\u0001\u0007\u001b[31m",
        "1234\r\n56",
        "\U0001F4DE\U0001F525\U0001F4DE",
        "<script>alert(1)</script>",
        "'; DROP TABLE AspNetUsers; --",
        "../../etc/passwd",
        "\u202E12345\u202C",
        "\u200B12345",
        "123456a",
        "-1",
        "1e5",
        "0x1234",
        "%s%n{0}{{1}}",
        "\uFFFE\uFFFF",
    ];

    public static TheoryData<int> Inputs => [.. Enumerable.Range(0, Hostile.Length)];

    public static TheoryData<string> PhoneNumbers =>
    [
        "110", "12345", "139112812345678", "10086", "4008123123", "1-800-FLOWERS", "13911281234;ext=1", "13911281234,1",
        "13911281234#", "*31#13911281234", "+882 16 12345678", "+979 123456789", "+1 900 555 0100", "+44 20 7946 0958",
        "+86", "+", "sip:13911281234", "13911281234 13911281235", "\u202E13911281234x", "139112812\u00B34",
    ];

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task LogIn_AnyText_IsAnsweredWithASentence(int input)
    {
        using var visitor = site.Visitor();

        var page = await visitor.EnterPasswordAsync(new Account(Hostile[input], Hostile[input], ""));

        AssertExplained(page, "/SignIn");
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task Register_AnyText_IsAnsweredWithASentence(int input)
    {
        using var visitor = site.Visitor();

        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Register"), "Send the link", ("Input.Email", Hostile[input]));

        AssertExplained(page, "/Register");
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task Code_AnyText_IsAnsweredWithASentenceAndCostsNoTry(int input)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);

        page = await visitor.EnterCodeAsync(page, Hostile[input] is "1234\r\n56" ? "1234\r\n567" : Hostile[input]);

        AssertExplained(page, "/SignIn/Call");
        Assert.Contains("didn't count as a try", page.Alert, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task Phone_AnyText_IsAnsweredWithASentence(int input)
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));

        AssertExplained(await EnterNumberAsync(visitor, Hostile[input]), "/Phone");
    }

    [Theory]
    [MemberData(nameof(PhoneNumbers))]
    public async Task Phone_NumberThatIsNotCalled_IsAnsweredWithASentenceAndRingsNobody(string number)
    {
        using var visitor = site.Visitor();
        await visitor.EnterPasswordAsync(await site.CreateAccountAsync(number: null, secondFactor: false));
        var before = site.Simulator.Calls.Count;

        AssertExplained(await EnterNumberAsync(visitor, number), "/Phone");

        Assert.Equal(before, site.Simulator.Calls.Count);
    }

    [Theory]
    [InlineData("Input.RememberDevice", "perhaps")]
    [InlineData("Input.RememberDevice", "")]
    [InlineData("Input", "123456")]
    [InlineData("ReturnUrl", "\u0001")]
    public async Task Code_OtherFieldsBroken_IsAnsweredWithAPage(string field, string value)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);

        page = await visitor.SubmitAsync(page, "Sign in", ("Input.Code", "000000"), (field, value));

        Assert.Equal(HttpStatusCode.OK, page.Status);
    }

    [Fact]
    public async Task Post_NulInTheForm_IsRefusedWith400()
    {
        using var visitor = site.Visitor();

        var answer = await visitor.PostAsync(
            await visitor.GetAsync("/SignIn"), "Sign in", ("Input.Email", "\0@example.com"), ("Input.Password", "\0"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<WebPage> EnterNumberAsync(Visitor visitor, string number) => await visitor.SubmitAsync(
        await visitor.GetAsync("/Phone"), "Call this number", ("Input.PhoneNumber", number));

    private static void AssertExplained(WebPage page, string path)
    {
        Assert.Equal((HttpStatusCode.OK, path), (page.Status, page.Path));
        Assert.True(page.Alert.Length > 20, "The page does not say what is wrong.");
        Assert.Empty(page.Document.QuerySelectorAll("script:not([src])"));
    }
}
