using System.Net;
using System.Text.RegularExpressions;
using Ytx.Identity.Hooks;
using Ytx.Identity.Tests;
using Ytx.Voice;

namespace WebAppDemo.Tests;

/// <summary>Every sentence in English and in Chinese, and which of the two a reader gets.</summary>
public sealed partial class LanguageTests(DemoSite site) : IClassFixture<DemoSite>
{
    // What the readers of a name put together, as the sources do.
    private static readonly string[] PutTogether =
    [
        .. Enum.GetNames<PhoneNumberError>().Where(name => name is not nameof(PhoneNumberError.None)).Select(name => $"Phone/Number{name}"),
        .. Enum.GetNames<Tone>().Select(name => $"Shared/Tone{name}"),
        .. Enum.GetValues<VoiceCallState>()
            .Where(state => state > VoiceCallState.Accepted && state is not VoiceCallState.Failed).Select(state => $"Code/{state}"),
        .. ((VoiceCallState[])[VoiceCallState.SwitchedOff, VoiceCallState.NoSuchNumber, VoiceCallState.Suspended])
            .Select(state => $"Code/Own{state}"),
        .. Enum.GetNames<PhoneNoticeKind>().Select(kind => $"PhoneSignIn/Told{kind}"),
        "Shared/TimeOfDay",
        .. StepUpService.Actions.Select(action => $"StepUp/Action-{action}"),
        .. Enum.GetNames<SecondStep>().Select(name => $"SignIn/Use{name}"),
        .. LiveMeters.Shown.Select(name => $"Operator/{name}"),
        .. Enum.GetNames<VoiceCodeEventKind>().Select(name => $"Operator/Event{name}"),
        .. Enum.GetNames<VoiceCodePurposeKind>().Select(name => $"Operator/For{name}"),
        .. ((string[])["Unreadable", "Forbidden", "NotFound", "Away", "Broken"]).Select(kind => $"Error/{kind}Advice"),
    ];

    public static TheoryData<string> Folders => [.. Sentences.Folders];

    public static TheoryData<string, string> Accepted => new()
    {
        { "zh-CN", "zh-CN" },
        { "zh-SG", "zh-CN" },
        { "zh-Hans", "zh-CN" },
        { "zh-Hans-HK", "zh-CN" },
        { "ZH-cn", "zh-CN" },
        { "zh", "zh-CN" },
        { "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN" },
        { "fr,zh-CN;q=0.9,en;q=0.8", "zh-CN" },
        { "zh-TW", "en" },
        { "zh-HK", "en" },
        { "zh-MO", "en" },
        { "zh-Hant", "en" },
        { "zh-Hant-CN", "en" },
        { "zh-TW,zh;q=0.9,en;q=0.8", "en" },
        { "zh-TW,zh;q=0.9", "en" },
        { "en-GB", "en" },
        { "en,zh-CN;q=0.9", "en" },
        { "zh-CN;q=0.5,en;q=0.6", "en" },
        { "fr", "en" },
        { "*", "en" },
        { "", "en" },
        { ";;,=", "en" },
    };

    [Fact]
    public void Folders_Always_AreFound() => Assert.True(Sentences.Folders.Count >= 10);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Words_OfAFolder_AreTheSameInBothLanguagesWithTheSamePlaces(string folder)
    {
        var (english, chinese) = (Sentences.Of(folder, Sentences.English), Sentences.Of(folder, Sentences.Chinese));

        Assert.Equal(english.Keys, chinese.Keys);
        Assert.All(english, sentence =>
        {
            Assert.NotEqual("", sentence.Value.Trim());
            // A time of day is the only one without words: in China it is China's.
            Assert.Matches(sentence.Key is "TimeOfDay" ? Place() : Cjk(), chinese[sentence.Key]);
            Assert.DoesNotMatch(Cjk(), sentence.Value);
            var (here, there) = (Sentences.Places(sentence.Value).ToList(), Sentences.Places(chinese[sentence.Key]).ToList());
            // Who reads Chinese sees the number above the sentence.
            Assert.Equal(sentence.Key is "Calling" or "CallingFrom" ? here.Where(place => place is not "{1}") : here, there);
        });
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Words_OfAFolder_AreAllUsed(string folder)
    {
        var (own, all) = (Sources(folder), Sources());

        var unused = Sentences.Of(folder, Sentences.English).Keys.Where(key =>
            !PutTogether.Contains($"{folder}/{key}")
            && !Regex.IsMatch(all, $"""["|]{folder}/{key}["|]""")
            // By its key alone on the folder's own pages; shared ones anywhere. An input is labelled with the name of its property.
            && !Regex.IsMatch(folder is "Shared" ? all : own, $"""["]{key}["|]|asp-for="(\w+\.)*{key}" """.Trim()));

        Assert.Empty(unused);
    }

    [Fact]
    public void Sources_NamesOfSentences_Exist()
    {
        var names = NameOfSentence().Matches(Sources()).Select(match => (Folder: match.Groups[1].Value, Key: match.Groups[2].Value))
            .Where(name => Sentences.Folders.Contains(name.Folder))
            .Concat(PutTogether.Select(name => (Folder: name.Split('/')[0], Key: name.Split('/')[1])))
            .Distinct().ToList();

        Assert.True(names.Count > 60);
        Assert.All(names, name => Assert.True(
            Sentences.Of(name.Folder, Sentences.English).ContainsKey(name.Key), $"There is no sentence {name.Folder}/{name.Key}."));
    }

    [Fact]
    public void Views_WordsTheyAskFor_Exist()
    {
        var shared = Sentences.Of("Shared", Sentences.English);
        var count = 0;
        foreach (var view in Directory.GetFiles(Sentences.PagesFolder, "*.cshtml", SearchOption.AllDirectories))
        {
            var folder = Path.GetFileName(Path.GetDirectoryName(view)!);
            var own = Sentences.Folders.Contains(folder) ? Sentences.Of(folder, Sentences.English) : shared;
            var text = File.ReadAllText(view);
            // The names between the brackets, and what a tag helper looks up.
            var keys = Asked().Matches(text).SelectMany(asked => Quoted().Matches(asked.Value)).Select(name => name.Groups[1].Value)
                .Concat(Input().Matches(text).SelectMany(input => Labels(input.Value)))
                .Where(key => !key.Contains('/', StringComparison.Ordinal)).ToList();
            count += keys.Count;
            Assert.All(keys, key => Assert.True(own.ContainsKey(key) || shared.ContainsKey(key), $"{view} asks for '{key}'."));
        }

        Assert.True(count > 80);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Page_OfABrowsersLanguages_IsInTheOneThatItsReaderReads(string accepted, string language)
    {
        using var visitor = site.Visitor();
        visitor.Send("Accept-Language", accepted);

        var page = await visitor.GetAsync("/SignIn");

        Assert.Equal(language, page.Document.DocumentElement.GetAttribute("lang"));
        Assert.Equal(Sentences.In(language, "Sign in"), page.Document.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Page_ManyLanguagesAccepted_IsAnsweredAtOnce()
    {
        using var visitor = site.Visitor();
        visitor.Send("Accept-Language", string.Join(',', Enumerable.Range(0, 2000).Select(number => $"x-{number}")));

        Assert.Equal("en", (await visitor.GetAsync("/")).Document.DocumentElement.GetAttribute("lang"));
    }

    [Theory]
    [InlineData("zh-CN", "English", "en", "简体中文")]
    [InlineData("en-US", "简体中文", "zh-CN", "English")]
    public async Task Switch_OfTheFooter_GoesBackToTheSamePageAndWinsOverTheBrowser(
        string accepted, string button, string language, string otherButton)
    {
        using var visitor = site.Visitor();
        visitor.Send("Accept-Language", accepted);
        var page = await visitor.GetAsync("/SignIn?returnUrl=%2FPhone");

        page = await visitor.SubmitAsync(page, button);

        Assert.Equal("/SignIn?returnUrl=%2FPhone", page.Url.PathAndQuery);
        Assert.Equal(language, page.Document.DocumentElement.GetAttribute("lang"));
        Assert.Equal(language, (await visitor.GetAsync("/")).Document.DocumentElement.GetAttribute("lang"));
        Assert.Equal(otherButton, page.Document.QuerySelector("footer button")!.TextContent);
        Assert.NotNull(visitor.Cookie(".Language"));
        Assert.NotEqual(language, (await visitor.SubmitAsync(page, otherButton)).Document.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task Switch_OnAPageThatIsNotThere_GoesBackToIt()
    {
        using var visitor = site.Visitor();

        var page = await visitor.SubmitAsync(await visitor.GetAsync("/no-such-page?a=1"), "简体中文");

        Assert.Equal((HttpStatusCode.NotFound, "/no-such-page?a=1"), (page.Status, page.Url.PathAndQuery));
        Assert.Equal("zh-CN", page.Document.DocumentElement.GetAttribute("lang"));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("")]
    public async Task Switch_ReturnUrlOfAnotherSite_GoesHome(string returnUrl)
    {
        using var visitor = site.Visitor();

        var page = await visitor.SubmitAsync(await visitor.GetAsync("/SignIn"), "简体中文", ("returnUrl", returnUrl));

        Assert.Equal(new Uri(site.Address, "/"), page.Url);
        Assert.Equal("zh-CN", page.Document.DocumentElement.GetAttribute("lang"));
    }

    [Theory]
    [InlineData("fr")]
    [InlineData("")]
    [InlineData("c=zh-CN|uic=zh-CN")]
    public async Task Switch_ToNoLanguageOfOurs_IsEnglish(string to)
    {
        using var visitor = site.Visitor();

        var page = await visitor.SubmitAsync(await visitor.GetAsync("/"), "简体中文", ("to", to));

        Assert.Equal("en", page.Document.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task Flash_SwitchInBetween_IsShownInTheOtherLanguage()
    {
        using var visitor = site.Visitor();
        var page = await visitor.GetAsync("/Register");
        await visitor.PostAsync(page, "Send the link", ("Input.Email", "switch@example.com"));

        page = await visitor.SubmitAsync(page, "简体中文");

        Assert.Equal(Sentences.In("zh-CN", "We have sent an email to this address."), page.Said);
        Assert.Equal("switch@example.com", page.Form("发送链接").Fields["Input.Email"]);
    }

    [Fact]
    public async Task Problem_SwitchInBetween_IsShownInTheOtherLanguageWithWhatWasTyped()
    {
        using var visitor = site.Visitor();
        var page = await visitor.GetAsync("/Register");
        await visitor.PostAsync(page, "Send the link", ("Input.Email", "no-address"));

        page = await visitor.SubmitAsync(page, "简体中文");

        Assert.Contains(Sentences.In("zh-CN", "Enter an email address such as"), page.Alert, StringComparison.Ordinal);
        Assert.Equal("no-address", page.Form("发送链接").Fields["Input.Email"]);
    }

    [Fact]
    public async Task CodePage_SwitchInBetween_SaysTheSameInTheOtherLanguageAndRingsNobody()
    {
        using var visitor = site.Visitor();
        var account = await site.CreateAccountAsync();
        var page = await visitor.EnterPasswordAsync(account);
        page = await visitor.EnterCodeAsync(page, Attacks.Codes.Wrong(await site.CodeAsync(account.Number)));
        Assert.Equal("That code isn't right. 4 tries left.", page.CodeSaid);

        page = await visitor.SubmitAsync(page, "简体中文");

        Assert.Equal(("/SignIn/Call", "验证码错误，还可尝试 4 次。"), (page.Path, page.CodeSaid));
        Assert.Single(await site.CallsAsync(account.Number));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Register_NoPassword_SaysWhatToDoInTheReadersLanguage(string language)
    {
        using var visitor = site.Visitor();
        var email = $"{language}@example.com";
        visitor.Send("Accept-Language", language);
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Register"), Sentences.In(language, "Send the link"), ("Input.Email", email));

        var page = await visitor.SubmitAsync(await visitor.GetAsync(site.Mail.Link(email)), Sentences.In(language, "Register"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(Sentences.In(language, "Use 8 to 128 characters."), page.Alert, StringComparison.Ordinal);
        Assert.Single(page.Document.QuerySelectorAll("[role=alert] li"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Error_OfAnyStatus_HasItsWords(string language)
    {
        using var visitor = site.Visitor();
        visitor.Send("Accept-Language", language);

        foreach (var status in (int[])[400, 403, 404, 500, 503])
        {
            var page = await visitor.GetAsync($"/Error?status={status}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Equal(language, page.Document.DocumentElement.GetAttribute("lang"));
        }
    }

    // Its label, which is the sentence with the name of its property unless another is named, and its hint.
    private static IEnumerable<string> Labels(string input)
    {
        var attributes = Named().Matches(input).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        yield return attributes.GetValueOrDefault("label") ?? attributes["asp-for"].Split('.')[^1];
        if (attributes.TryGetValue("hint", out var hint))
        {
            yield return hint;
        }
    }

    private static string Sources(string folder = "") => string.Join('\n', Directory
        .EnumerateFiles(
            folder is "" ? Path.Combine(Repository.Root, "samples", "WebAppDemo") : Path.Combine(Sentences.PagesFolder, folder),
            "*.cs*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(File.ReadAllText));

    [GeneratedRegex(@"[\u3400-\u9FFF]")]
    private static partial Regex Cjk();

    [GeneratedRegex("""
        "([A-Z]\w+)/([A-Z]\w+)["|]
        """)]
    private static partial Regex NameOfSentence();

    // Words["A"], Words[isOn ? "A" : "B", value], Words.Html("A", ...
    [GeneratedRegex(@"Words(?:\[(?:[^\[\]]|\[[^\]]*\])*\]|\.Html\([^,)]*)")]
    private static partial Regex Asked();

    [GeneratedRegex("""
        "([A-Z]\w*)"
        """)]
    private static partial Regex Quoted();

    [GeneratedRegex("<(?:field|check) [^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex("""
        (label|hint|asp-for)="([^"]*)"
        """)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\{0\}$")]
    private static partial Regex Place();
}
