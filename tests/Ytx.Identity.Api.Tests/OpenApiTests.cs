using System.Text.Json;

namespace Ytx.Identity.Api.Tests;

/// <summary>What the OpenAPI document tells the developer of a client.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_EveryOperation_HasWordsAndExamplesOfEachBody()
    {
        var operations = await OperationsAsync();

        Assert.Equal(
            [
                "voiceAccount", "voiceAccountCall", "voiceAntiforgery", "voiceCallEvents", "voiceCallStatus", "voicePhoneCall", "voicePhoneCallAgain",
                "voicePhoneChange", "voicePhoneRemove", "voiceRecoveryCodes", "voiceSecondFactorOff", "voiceSecondFactorOn", "voiceSignIn",
                "voiceSignInAuthenticator", "voiceSignInCall", "voiceSignInCode", "voiceSignInRecoveryCode", "voiceStepUp", "voiceStepUpCall",
            ],
            operations.Keys.Order(StringComparer.Ordinal));
        Assert.All(operations.Values, operation =>
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("description").GetString()!);
            Assert.NotEmpty(operation.GetProperty("tags").EnumerateArray());
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(response => response.Name is not "204"))
            {
                Assert.All(response.Value.GetProperty("content").EnumerateObject(), media =>
                {
                    Assert.True(media.Value.TryGetProperty("schema", out _), $"{response.Name} {media.Name}");
                    Assert.NotEmpty(media.Value.GetProperty("examples").EnumerateObject());
                });
            }

            if (operation.TryGetProperty("requestBody", out var body))
            {
                var media = Assert.Single(body.GetProperty("content").EnumerateObject());
                Assert.Equal("application/json", media.Name);
                Assert.True(media.Value.TryGetProperty("schema", out _) && media.Value.TryGetProperty("example", out _));
            }
        });
    }

    [Fact]
    public async Task Document_EachStatusThatOccurs_IsNamed()
    {
        var operations = await OperationsAsync();

        Assert.Equal(["200", "204", "400", "401", "415"], Statuses("voiceSignIn"));
        Assert.Equal(["200", "204", "400", "401", "403", "409", "415", "429", "503"], Statuses("voiceSignInCode"));
        Assert.Equal(["200", "400", "401", "403", "409", "429", "502", "503"], Statuses("voiceSignInCall"));
        Assert.Equal(["200", "401"], Statuses("voiceAccount"));
        Assert.Equal(["200", "204", "404", "429"], Statuses("voiceCallEvents"));
        Assert.Equal("Sign-In-Token", operations["voiceSignInCode"].GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.GetProperty("in").GetString() is "header").GetProperty("name").GetString());

        IEnumerable<string> Statuses(string operation) =>
            operations[operation].GetProperty("responses").EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, JsonElement>> OperationsAsync()
    {
        await using var site = await ApiSite.StartAsync();
        var document = (await site.NewClient().GetAsync("/openapi/v1.json")).Json;
        return document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.StartsWith("/voice", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject())
            .ToDictionary(operation => operation.Value.GetProperty("operationId").GetString()!, operation => operation.Value);
    }
}
