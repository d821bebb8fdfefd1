namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody wants to know who has an account, and whose a number is.</summary>
public sealed class EnumerationAttackTests(LockingSite site) : IClassFixture<LockingSite>
{
    private const string Guess = "not-the-password";

    [Fact]
    public async Task Register_NewKnownAndLockedAddress_GetTheSameAnswers()
    {
        var calls = site.Simulator.Calls.Count;
        var known = await site.CreateAccountAsync();
        var locked = await site.CreateAccountAsync();
        using var guesser = site.Visitor();
        for (var i = 0; i < 10; i++)
        {
            await guesser.EnterPasswordAsync(locked with { Password = Guess });
        }

        var answers = await RegisterAsync($"{Guid.NewGuid():N}@example.com");
        Assert.Equal(answers, await RegisterAsync(known.Email));
        Assert.Equal(answers, await RegisterAsync(known.Email.ToUpperInvariant()));
        Assert.Equal(answers, await RegisterAsync(locked.Email));
        Assert.Equal(calls, site.Simulator.Calls.Count);
    }

    [Fact]
    public async Task LogIn_UnknownAddressAndWrongPassword_GetTheSameAnswerToThePost()
    {
        var known = await site.CreateAccountAsync();
        var open = await site.CreateAccountAsync(number: null, secondFactor: false);

        var unknown = await PostAsync("/SignIn", "Sign in", "nobody@example.com", Guess);

        Assert.StartsWith("302\n", unknown, StringComparison.Ordinal);
        Assert.Contains("\n200\n", unknown, StringComparison.Ordinal);
        Assert.Contains("Wrong email or password, or too many tries.", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, await PostAsync("/SignIn", "Sign in", known.Email, Guess));
        Assert.Equal(unknown, await PostAsync("/SignIn", "Sign in", open.Email, Guess));
    }

    [Fact]
    public async Task Phone_NumberOfAnotherUserAndOfNobody_GetTheSameAnswers()
    {
        var owner = await site.CreateAccountAsync();

        Assert.Equal(await RingAsync(site.NextNumber()), await RingAsync(owner.Number));
    }

    // The log-in with the password that was typed belongs to it: it must not tell whether there is a new account now.
    private async Task<string> RegisterAsync(string email)
    {
        using var visitor = site.Visitor();
        var form = await visitor.GetAsync("/Register");
        var page = await visitor.SubmitAsync(
            form, form.Document.QuerySelector("main form button")!.TextContent, ("Input.Email", email), ("Input.Password", Guess));
        var logIn = await PostAsync("/SignIn", "Sign in", email, Guess);
        return $"{Answer.Of(page, email)}\n{logIn}";
    }

    private async Task<string> RingAsync(string number)
    {
        using var guest = await site.GuestAsync();
        var page = await guest.RingAsync(number);
        var wrong = await guest.Visitor.EnterCodeAsync(page, Codes.Wrong(await site.CodeAsync(number)), "Confirm");
        var again = await guest.Visitor.SubmitAsync(wrong, "Call again");
        return string.Join('\n', new[] { page, wrong, again }.Select(answer => Answer.Of(answer, guest.Account.Email, number, $"{number[..3]} {number[3..7]} {number[7..]}")));
    }

    private async Task<string> PostAsync(string path, string button, string email, string password)
    {
        using var visitor = site.Visitor();
        var response = await visitor.PostAsync(
            await visitor.GetAsync(path), button, ("Input.Email", email), ("Input.Password", password));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var page = await visitor.GetAsync(response.Headers.Location!.ToString());
        return $"{Answer.Of(response, body, email)}\n{Answer.Of(page, email)}";
    }
}
