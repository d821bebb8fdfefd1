using System.Text.Json;
using System.Text.RegularExpressions;
using Ytx.Identity.Tests;
using Ytx.Voice;

namespace WebAppDemo.Tests;

/// <summary>The sentences of the single page.</summary>
public sealed partial class SinglePageWordsTests
{
    internal static readonly JsonElement Words =
        JsonDocument.Parse(Repository.Read("samples", "WebAppDemo", "wwwroot", "spa.words.json")).RootElement;

    private static readonly Dictionary<string, string> English = Of("en");
    private static readonly string Script = Repository.Read("samples", "WebAppDemo", "wwwroot", "spa.js");

    [Fact]
    public void Words_BothLanguages_HaveTheSameOnesWithTheSamePlaces()
    {
        var chinese = Of("zh-CN");

        Assert.Equal(English.Keys, chinese.Keys);
        Assert.All(English.Where(sentence => sentence.Key is not "language"), sentence =>
        {
            Assert.DoesNotMatch(Cjk(), sentence.Value);
            Assert.Matches(Cjk(), chinese[sentence.Key]);
            Assert.Equal(Place().Count(sentence.Value), Place().Count(chinese[sentence.Key]));
        });
    }

    [Fact]
    public void Words_EveryProblemOfTheApi_HasASentence()
    {
        var document = JsonDocument.Parse(Repository.Read("src", "Ytx.Identity.Api", "openapi.json")).RootElement;
        var codes = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .SelectMany(operation => operation.Value.GetProperty("responses").EnumerateObject())
            .Where(response => response.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out _))
            .SelectMany(response => response.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("examples").EnumerateObject())
            .Select(example => $"problem-{example.Name}").Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(codes, English.Keys.Where(key => key.StartsWith("problem-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Words_EveryStateOfACallThatIsNews_HasASentence() => Assert.Equal(
        Enum.GetValues<VoiceCallState>().Where(state => state > VoiceCallState.Accepted).Select(state => $"state-{JsonNamingPolicy.CamelCase.ConvertName(state.ToString())}"),
        English.Keys.Where(key => key.StartsWith("state-", StringComparison.Ordinal)));

    [Fact]
    public void Words_EachOne_IsSaidByTheScript()
    {
        var literals = Literal().Matches(Script).Select(match => match.Value.Trim('"', '`')).ToHashSet(StringComparer.Ordinal);
        string[] putTogether = ["problem-", "state-", "tone-", "way-", "by-", "registered"];

        Assert.DoesNotContain(English.Keys, key => !literals.Contains(key)
            && !Array.Exists(putTogether, start => key.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(Said().Matches(Script).Select(match => match.Groups[1].Value), name => Assert.Contains(name, English.Keys));
    }

    private static Dictionary<string, string> Of(string language) => Words.GetProperty(language).Deserialize<Dictionary<string, string>>()!;

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"[\u2E80-\u9FFF\uFF00-\uFFEF]")]
    private static partial Regex Cjk();

    [GeneratedRegex("\"[a-z-]+\"")]
    private static partial Regex Literal();

    [GeneratedRegex("""say\("([\w-]+)"[,)]""")]
    private static partial Regex Said();
}
