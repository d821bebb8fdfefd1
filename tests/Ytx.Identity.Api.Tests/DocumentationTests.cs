using System.Reflection;
using System.Text.Json;
using Ytx.Identity.Tests;

namespace Ytx.Identity.Api.Tests;

/// <summary>What docs/api.md says is what the code does.</summary>
public sealed class DocumentationTests
{
    private static readonly string Api = Repository.Read("docs", "api.md");

    [Fact]
    public void Problems_EachOne_StandsInTheTable() => Assert.Equal(
        StaticFields<VoiceProblem>(typeof(VoiceProblem)).Select(problem => $"| `{problem.Code}` | {problem.Status} | {problem.Title} |"),
        RowsUnder(Api, "| code |"));

    [Fact]
    public void Policies_EachOne_StandsInTheTable() => Assert.Equal(
        StaticFields<string>(typeof(YtxVoiceApiPolicies)),
        RowsUnder(Api, "| policy |").Select(row => row.Split('`')[1]));

    [Fact]
    public void Endpoints_EachOne_StandsInTheTable()
    {
        var paths = JsonDocument.Parse(Repository.Read("src", "Ytx.Identity.Api", "openapi.json")).RootElement.GetProperty("paths");

        Assert.Equal(
            paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation =>
                $"| `{operation.Name.ToUpperInvariant()} {path.Name}` | {operation.Value.GetProperty("summary").GetString()} |")),
            RowsUnder(Api, "| endpoint |"));
    }

    private static IEnumerable<T> StaticFields<T>(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<T>();

    private static IEnumerable<string> RowsUnder(string text, string header) => text.Split('\n')
        .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
}
