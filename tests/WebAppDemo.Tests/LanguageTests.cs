using System.Collections;
using System.Globalization;
using System.Resources;
using Ytx.Voice.Simulator;

namespace WebAppDemo.Tests;

public sealed class LanguageTests(DemoSite site) : IClassFixture<DemoSite>
{
    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh", "电话未能拨出。")]
    [InlineData("zh-TW", "zh", "电话未能拨出。")]
    [InlineData("en-GB", "en", "The call could not be placed.")]
    [InlineData("fr", "en", "The call could not be placed.")]
    public async Task LogIn_CallRefused_IsSaidInTheBrowsersLanguage(string accepted, string language, string sentence)
    {
        using var visitor = site.Visitor();
        visitor.Send("Accept-Language", accepted);
        var account = await site.CreateAccountAsync();
        site.Simulator.QueueFault(SimulatorFault.Refuse("-4"));

        var page = await visitor.EnterPasswordAsync(account);

        Assert.StartsWith(sentence, page.Alert, StringComparison.Ordinal);
        Assert.Equal(language, page.Document.QuerySelector("#call-message")!.GetAttribute("lang"));
    }

    [Fact]
    public void Sentences_Chinese_AreTheEnglishOnesWithTheSamePlaces()
    {
        var words = new ResourceManager("WebAppDemo.CodeWords", typeof(DemoUser).Assembly);
        var (english, chinese) = (Sentences(words, "en"), Sentences(words, "zh"));

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, sentence => Assert.Equal(
            sentence.Value.Contains("{0}", StringComparison.Ordinal),
            chinese[sentence.Key].Contains("{0}", StringComparison.Ordinal)));
    }

    private static Dictionary<string, string> Sentences(ResourceManager words, string language) =>
        words.GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: language is "en")!
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
}
