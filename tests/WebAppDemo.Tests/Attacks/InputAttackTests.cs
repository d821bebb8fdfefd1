using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody sends what no form would.</summary>
public sealed class InputAttackTests(AttackedSite site) : IClassFixture<AttackedSite>
{
    private const string CodePage = "/SignIn/Call";
    private const string TokenField = "__RequestVerificationToken";

    private static readonly string[] Nothings =
    [
        "", " ", "0", "000000", "0000000000", "null", "NULL", "undefined", "NaN", "None", "nil", "true", "false", "[]", "{}",
        "\"\"", "\uFF10\uFF10\uFF10\uFF10\uFF10\uFF10", "\u0660\u0660\u0660\u0660\u0660\u0660", "000-000", "-000000",
        "System.String", "%00", "\u2400",
    ];

    public static TheoryData<string, string> Bodies
    {
        get
        {
            var bodies = new TheoryData<string, string>
            {
                { "application/json", "" },
                { "application/json", "null" },
                { "application/json", "not json" },
                { "application/json", new string('[', 100_000) },
                { "application/xml", "<Input><Code>000000</Code></Input>" },
                { "text/plain", "Input.Code=000000" },
                { "multipart/form-data; boundary=x", "--x\r\nbroken" },
                { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"Input.Code\"\r\n\r\n000000" },
                { "application/x-www-form-urlencoded", "&&==%%%" },
                { "application/x-www-form-urlencoded", "Input=000000&Input.Code.Length=6" },
                { "application/x-www-form-urlencoded", "Input.Code[0]=000000&Input.Code[x]=1" },
            };
            foreach (var value in new[] { "true", "0", "1e999", "null", "[\"000000\"]", "{}", "\"a\",\"Code\":\"000000\"" })
            {
                bodies.Add("application/json", $$"""{"Input":{"Code":{{value}}},"Input.Code":{{value}}}""");
            }

            return bodies;
        }
    }

    [Fact]
    public async Task Code_NothingWaitsForOne_IsRefusedWhateverIsTyped()
    {
        using var owner = site.Visitor();
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var waiting = await visitor.EnterPasswordAsync(account);
        var page = await owner.EnterPasswordAsync(account);
        await owner.EnterCodeAsync(page, await site.CodeAsync(account.Number));

        foreach (var nothing in Nothings)
        {
            var answer = await visitor.EnterCodeAsync(waiting, nothing);
            Assert.Equal((HttpStatusCode.OK, CodePage), (answer.Status, answer.Path));
            Assert.Matches("didn't count as a try|has expired", answer.Alert);
        }

        Assert.Equal(CodePage, (await visitor.SubmitAsync(Without(waiting, "Input.Code"), "Sign in")).Path);
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
        Assert.Empty(site.Audit.WrongCodes(await site.UserAsync(account)));
    }

    [Theory]
    [InlineData("/SignIn", CodePage, "/SignIn")]
    [InlineData("/Phone", "/Phone/Confirm", "/Phone")]
    public async Task Code_NothingWasBegun_IsRefusedWhateverIsTyped(string from, string to, string back)
    {
        using var guest = Pages.IsOwners(from)
            ? await site.GuestAsync()
            : new Guest(site.Visitor(), new Account("", "", ""));
        var token = TokenOf(await guest.Visitor.GetAsync(from));

        foreach (var nothing in Nothings)
        {
            var answer = await guest.Visitor.PostAsync(to, (TokenField, token), ("Input.Code", nothing));
            Assert.Equal(back, answer.Headers.Location!.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_OfAnotherForm_IsRefusedAndTriesNothing(string type, string body)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        visitor.Send("RequestVerificationToken", TokenOf(await visitor.EnterPasswordAsync(account)));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        foreach (var path in new[] { CodePage, "/SignIn", "/Register" })
        {
            var answer = await visitor.PostAsync(path, content);
            Assert.True((int)answer.StatusCode < 500, $"{path} answers {answer.StatusCode}.");
        }

        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
        Assert.Empty(site.Audit.WrongCodes(await site.UserAsync(account)));
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Fact]
    public async Task Code_ManyInOnePost_ComparesOne()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);
        var codes = Enumerable.Range(1, 99).Select(guess => ("Input.Code", Codes.Wrong(code, guess)));

        var answer = await visitor.PostAsync(
            $"{CodePage}?Input.Code={code}", [(TokenField, TokenOf(page)), .. codes, ("Input.Code", code)]);

        Assert.Equal(CodePage, answer.Headers.Location!.ToString());
        Assert.Single(site.Audit.WrongCodes(await site.UserAsync(account)));
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
    }

    [Fact]
    public async Task Code_OfAMegabyte_IsAnsweredWithASentenceAndCostsNoTry()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);

        var answer = await visitor.EnterCodeAsync(page, new string('7', 1 << 20));

        Assert.Equal((HttpStatusCode.OK, CodePage), (answer.Status, answer.Path));
        Assert.Contains("Type all digits of the code. This didn't count as a try.", answer.Alert, StringComparison.Ordinal);
        Assert.Empty(site.Audit.WrongCodes(await site.UserAsync(account)));
    }

    [Theory]
    [InlineData("/SignIn", "Sign in", "Input.Email")]
    [InlineData("/SignIn", "Sign in", "Input.Password")]
    [InlineData("/Register", "Send the link", "Input.Email")]
    [InlineData("/Register/Password", "Register", "Input.Password")]
    [InlineData("/Phone", "Call this number", "Input.PhoneNumber")]
    [InlineData("/Phone", "Call this number", "Input.Password")]
    public async Task Field_OfMegabytes_IsAnsweredWithoutAnError(string path, string button, string field)
    {
        using var guest = await site.GuestAsync();
        if (path is "/Register/Password")
        {
            await guest.Visitor.SubmitAsync(
                await guest.Visitor.GetAsync("/Register"), "Send the link", ("Input.Email", "long@example.com"));
            path = site.Mail.Link("long@example.com");
        }

        var page = await guest.Visitor.GetAsync(path);

        foreach (var megabytes in new[] { 1, 5 })
        {
            var answer = await guest.Visitor.SubmitAsync(page, button, (field, new string('7', megabytes << 20)));
            Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        }
    }

    [Theory]
    [InlineData("{0}:")]
    [InlineData(":{0}")]
    [InlineData("{{{0}}}")]
    [InlineData("TwoFactor:{0}")]
    [InlineData("{0}\0")]
    [InlineData("{0}\n0")]
    [InlineData("{0},{0}")]
    public async Task Code_RightOneWithSeparatorsOfKeys_IsRefusedAndCostsNoTry(string form)
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        var code = await site.CodeAsync(account.Number);

        var answer = await visitor.PostAsync(page, "Sign in", ("Input.Code", string.Format(null, form, code)));

        Assert.True((int)answer.StatusCode < 500);
        Assert.Equal("/SignIn", (await visitor.GetAsync("/Account")).Path);
        Assert.Empty(site.Audit.WrongCodes(await site.UserAsync(account)));
        Assert.Contains("You are signed in", (await visitor.EnterCodeAsync(page, code)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}:1")]
    [InlineData("{{{0}}}")]
    [InlineData("{0}\0")]
    [InlineData("\0{0}")]
    [InlineData("{0}\n:")]
    [InlineData("{0}\r\n{0}")]
    public async Task Number_WithSeparatorsOfKeys_IsRefusedAndRingsNobody(string form)
    {
        using var guest = await site.GuestAsync();
        var number = site.NextNumber();
        var page = await guest.Visitor.GetAsync("/Phone");
        var before = site.Simulator.Calls.Count;

        var answer = await guest.Visitor.SubmitAsync(
            page, "Call this number", ("Input.PhoneNumber", string.Format(null, form, number)));

        Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        Assert.Equal(before, site.Simulator.Calls.Count);
    }

    [Theory]
    [InlineData("a\0b@example.com")]
    [InlineData("a\nb@example.com")]
    [InlineData("a@example.com\r\nBcc: b@example.com")]
    public async Task Email_WithControlCharacters_IsRefusedAndMakesNoAccount(string email)
    {
        using var visitor = site.Visitor();

        foreach (var (path, button) in new[] { ("/Register", "Send the link"), ("/SignIn", "Sign in") })
        {
            var answer = await visitor.SubmitAsync(
                await visitor.GetAsync(path), button, ("Input.Email", email), ("Input.Password", "a-password-for-tests"));
            Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        }

        Assert.Null(await site.FindUserAsync(email));
        Assert.Empty(site.Mail.To(email));
    }

    [Fact]
    public async Task Email_WithSeparatorsOfKeys_MakesAccountsThatDoNotMeet()
    {
        string[] emails = ["a:b@example.com", "a{b}@example.com", "{0}@example.com", "{a}:b@example.com"];
        var codes = new List<(Visitor Visitor, WebPage Page, string Code)>();
        foreach (var email in emails)
        {
            var visitor = site.Visitor();
            var account = new Account(email, "a-password-for-tests", site.NextNumber());
            await site.RegisterAsync(visitor, account);
            await visitor.EnterPasswordAsync(account);
            var page = await new Guest(visitor, account).RingAsync(account.Number);
            codes.Add((visitor, page, await site.CodeAsync(account.Number)));
        }

        for (var i = 0; i < codes.Count; i++)
        {
            var page = await codes[i].Visitor.EnterCodeAsync(codes[i].Page, codes[(i + 1) % codes.Count].Code, "Confirm");
            Assert.Contains("4 tries left", page.Alert, StringComparison.Ordinal);
        }

        foreach (var (visitor, page, code) in codes)
        {
            Assert.Contains("is confirmed", (await visitor.EnterCodeAsync(page, code, "Confirm")).Text, StringComparison.Ordinal);
            visitor.Dispose();
        }
    }

    private static string TokenOf(WebPage page) => page.Document.QuerySelector($"main [name={TokenField}]")!.GetAttribute("value")!;

    private static WebPage Without(WebPage page, string field)
    {
        page.Document.QuerySelector($"[name='{field}']")!.Remove();
        return page;
    }
}
