namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody wants to know who has an account, and whose a number is.</summary>
public sealed class EnumerationAttackTests(LockingSite site) : IClassFixture<LockingSite>
{
    private const string Password = "a-password-for-tests";

    [Fact]
    public async Task Register_NewKnownAndLockedAddress_GetTheSameAnswers()
    {
        var calls = site.Simulator.Calls.Count;
        var known = await site.CreateAccountAsync();
        var locked = await site.CreateAccountAsync();
        using var guesser = site.Visitor();
        for (var i = 0; i < 10; i++)
        {
            await guesser.EnterPasswordAsync(locked with { Password = "not-the-password" });
        }

        foreach (var password in new[] { Password, "short", "" })
        {
            var answers = await RegisterAsync($"{Guid.NewGuid():N}@example.com", password);
            Assert.Equal(answers, await RegisterAsync(known.Email, password));
            Assert.Equal(answers, await RegisterAsync(known.Email.ToUpperInvariant(), password));
            Assert.Equal(answers, await RegisterAsync(locked.Email, password));
        }

        Assert.Equal(calls, site.Simulator.Calls.Count);
    }

    [Fact]
    public async Task LogIn_UnknownAddressAndWrongPassword_GetTheSameAnswerToThePost()
    {
        var known = await site.CreateAccountAsync();
        var open = await site.CreateAccountAsync(number: null, secondFactor: false);

        var unknown = await PostAsync("/Account/Login", "Log in", "nobody@example.com", "not-the-password");

        Assert.StartsWith("200\n", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, await PostAsync("/Account/Login", "Log in", known.Email, "not-the-password"));
        Assert.Equal(unknown, await PostAsync("/Account/Login", "Log in", open.Email, "not-the-password"));
    }

    [Fact]
    public async Task Phone_NumberOfAnotherUserAndOfNobody_GetTheSameAnswers()
    {
        var owner = await site.CreateAccountAsync();

        Assert.Equal(await RingAsync(site.NextNumber()), await RingAsync(owner.Number));
    }

    private async Task<string> RegisterAsync(string email, string password)
    {
        using var visitor = site.Visitor();
        var page = await visitor.SubmitAsync(
            await visitor.GetAsync("/Account/Register"), "Register", ("Input.Email", email), ("Input.Password", password));
        return Answer.Of(page, email) + await PostAsync("/Account/Register", "Register", email, password);
    }

    private async Task<string> RingAsync(string number)
    {
        using var guest = await site.GuestAsync();
        var page = await guest.RingAsync(number);
        var wrong = await guest.Visitor.EnterCodeAsync(page, Codes.Wrong(await site.CodeAsync(number)), "Confirm");
        var again = await guest.Visitor.SubmitAsync(wrong, "Call me again");
        return string.Join('\n', new[] { page, wrong, again }.Select(answer => Answer.Of(answer, guest.Account.Email)));
    }

    private async Task<string> PostAsync(string path, string button, string email, string password)
    {
        using var visitor = site.Visitor();
        var response = await visitor.PostAsync(
            await visitor.GetAsync(path), button, ("Input.Email", email), ("Input.Password", password));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return Answer.Of(response, body, email);
    }
}
