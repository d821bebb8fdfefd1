using System.Text.Json;
using System.Text.RegularExpressions;
using Ytx.Identity.Tests;

namespace Ytx.Identity.Api.Tests;

/// <summary>What the OpenAPI document tells the developer of a client: that which this build has made by <c>tests/ApiDocument</c>.</summary>
public sealed partial class OpenApiTests
{
    private const string Committed = "src/Ytx.Identity.Api/openapi.json";
    private const string Built = "artifacts/openapi/voice.json";

    private static readonly JsonElement Document = JsonDocument.Parse(Repository.Read(Built)).RootElement;

    private static readonly Dictionary<string, JsonElement> Operations = Document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject())
        .ToDictionary(operation => operation.Value.GetProperty("operationId").GetString()!, operation => operation.Value);

    [Fact]
    public void Document_OfThisBuild_IsTheCommittedOne()
    {
        var (built, committed) = (Lines(Built), Lines(Committed));
        var same = built.Zip(committed).TakeWhile(pair => pair.First == pair.Second).Count();

        Assert.True(
            built.SequenceEqual(committed),
            $"""
            {Committed}, line {same + 1}, is not what the endpoints say of themselves: {built.ElementAtOrDefault(same)?.Trim()}
            If the change is meant, commit it: dotnet build tests/ApiDocument && cp {Built} {Committed}
            """);

        static string[] Lines(string file) => Repository.Read(file).TrimEnd().Split('\n');
    }

    [Fact]
    public void Document_EveryPath_IsOfTheseEndpoints()
    {
        var paths = Document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.StartsWith("/voice/", path, StringComparison.Ordinal));
        Assert.All(Operations.Keys, id => Assert.StartsWith("voice", id, StringComparison.Ordinal));
    }

    [Fact]
    public void Document_EveryOperation_HasWordsAndExamplesOfEachBody() => Assert.All(Operations.Values, operation =>
    {
        Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
        Assert.NotEmpty(operation.GetProperty("description").GetString()!);
        Assert.NotEmpty(operation.GetProperty("tags").EnumerateArray());
        Assert.All(operation.GetProperty("responses").EnumerateObject(), response =>
        {
            Assert.NotEmpty(response.Value.GetProperty("description").GetString()!);
            Assert.True(response.Value.TryGetProperty("content", out var content) || response.Name is "204", response.Name);
            foreach (var media in content.ValueKind is JsonValueKind.Object ? content.EnumerateObject() : default)
            {
                var examples = media.Value.GetProperty("examples").EnumerateObject().Select(example => example.Value).ToList();
                Assert.NotEmpty(examples);
                Assert.All(examples, example => AssertKnown(example.GetProperty("value"), media));
            }
        });

        if (operation.TryGetProperty("requestBody", out var body))
        {
            var media = Assert.Single(body.GetProperty("content").EnumerateObject());
            Assert.Equal("application/json", media.Name);
            AssertKnown(media.Value.GetProperty("example"), media);
        }
    });

    [Fact]
    public void Document_EachStatusThatOccurs_IsNamed()
    {
        Assert.Equal(["200", "204", "400", "401", "415"], Statuses("voiceSignIn"));
        Assert.Equal(["200", "204", "400", "401", "403", "409", "415", "429", "503"], Statuses("voiceSignInCode"));
        Assert.Equal(["200", "400", "401", "403", "409", "429", "502", "503"], Statuses("voiceSignInCall"));
        Assert.Equal(["200", "401"], Statuses("voiceAccount"));
        Assert.Equal(["200", "204", "404", "429"], Statuses("voiceCallEvents"));
        Assert.Equal("Sign-In-Token", Operations["voiceSignInCode"].GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.GetProperty("in").GetString() is "header").GetProperty("name").GetString());

        static IEnumerable<string> Statuses(string operation) =>
            Operations[operation].GetProperty("responses").EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Document_EveryNumber_IsNoTextAsWell() =>
        Assert.DoesNotMatch(NumberOrText(), Repository.Read(Built));

    [Fact]
    public void Document_EveryPhoneNumber_IsTheExamplesOrMasked() =>
        Assert.Equal(["13911281234"], Digits().Matches(Repository.Read(Built)).Select(match => match.Value).Distinct());

    // An example has nothing of which its schema does not know. An event's schema is the envelope's, so there is nothing to compare.
    private static void AssertKnown(JsonElement example, JsonProperty media)
    {
        var schema = media.Value.GetProperty("schema");
        if (media.Name is "text/event-stream")
        {
            return;
        }

        var known = (schema.TryGetProperty("oneOf", out var several) ? several.EnumerateArray() : Enumerable.Repeat(schema, 1))
            .SelectMany(one => Document.GetProperty("components").GetProperty("schemas")
                .GetProperty(one.GetProperty("$ref").GetString()!.Split('/')[^1]).GetProperty("properties").EnumerateObject())
            .Select(property => property.Name);
        Assert.Empty(example.EnumerateObject().Select(property => property.Name).Except(known));
    }

    [GeneratedRegex(@"""integer"",\s*""string""")]
    private static partial Regex NumberOrText();

    [GeneratedRegex(@"\d{7,}")]
    private static partial Regex Digits();
}
