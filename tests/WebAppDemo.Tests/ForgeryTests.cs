using System.Net;

namespace WebAppDemo.Tests;

/// <summary>What other sites may not make a browser do.</summary>
public sealed class ForgeryTests(DemoSite site) : IClassFixture<DemoSite>
{
    public static TheoryData<string> Targets =>
    [
        "/SignIn", "/Register", "/Register/Password", "/SignOut",
        "/SignIn/Call", "/SignIn/Call?handler=CallAgain",
        "/Account?handler=TurnOn", "/Account?handler=TurnOff", "/Phone",
        "/Phone/Confirm", "/Phone/Confirm?handler=CallAgain",
        "/PhoneSignIn", "/PhoneSignIn/Code", "/PhoneSignIn/Code?handler=CallAgain", "/PhoneSignIn/SecondStep",
        "/Account?handler=StopWayBack", "/Account?handler=Dismiss",
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Post_WithoutToken_IsRefusedWith400AndRingsNobody(string path)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        await visitor.EnterPasswordAsync(account);
        if (Pages.IsOwners(path))
        {
            await visitor.EnterCodeAsync(
                await visitor.GetAsync("/SignIn/Call"), await site.CodeAsync(account.Number));
        }

        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = site.Simulator.Calls.Count;

        var answer = await visitor.PostAsync(
            path,
            ("Input.Email", account.Email),
            ("Input.Password", account.Password),
            ("Input.Code", "123456"),
            ("Input.PhoneNumber", site.NextNumber()));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "Open the page again", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(before, site.Simulator.Calls.Count);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("https:evil.example")]
    [InlineData("http:///evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("~//evil.example")]
    [InlineData("/%09/evil.example")]
    public async Task LogIn_ReturnUrlOfAnotherSite_IsIgnored(string returnUrl)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();

        var page = await visitor.EnterPasswordAsync(account, $"?returnUrl={Uri.EscapeDataString(returnUrl)}");
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(account.Number));

        Assert.Equal(site.Address.Authority, page.Url.Authority);
        Assert.DoesNotContain(site.Transcript.Answers, answer =>
            answer.Contains("\nLocation: ", StringComparison.Ordinal) && Target(answer).Host is "evil.example");
    }

    private Uri Target(string answer)
    {
        var location = answer.Split('\n').First(line => line.StartsWith("Location: ", StringComparison.Ordinal));
        // As a browser reads it: backslashes are slashes, tabs are nothing.
        var text = location["Location: ".Length..].Trim().Replace('\\', '/').Replace("\t", "", StringComparison.Ordinal);
        return new Uri(site.Address, text);
    }
}
