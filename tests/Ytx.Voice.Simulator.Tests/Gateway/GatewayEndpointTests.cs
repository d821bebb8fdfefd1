using System.Net;

namespace Ytx.Voice.Simulator.Tests;

public sealed class GatewayEndpointTests : SimulatorTest
{
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Gateway_OtherMethod_AnswersMethodNotAllowedInItsShape(string method)
    {
        var call = NewCall();
        call.Method = new HttpMethod(method);

        using var response = await Client.SendAsync(call.ToRequest(), Cancelled);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Equal("-101", (string?)(await ReadAsync(response))["statusCode"]);
    }

    [Theory]
    [InlineData("/201512/sid/simulator-account/call")]
    [InlineData("/201512/sid/simulator-account/call/NoticeCall.wx/more")]
    [InlineData("/sid/simulator-account/call/NoticeCall.wx")]
    public async Task Gateway_AddressOfOtherParts_AnswersNotFoundInItsShape(string path)
    {
        using var response = await Client.PostAsync(path, Json("{}"), Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("-101", (string?)(await ReadAsync(response))["statusCode"]);
    }

    [Fact]
    public async Task Gateway_BodyWithoutLengthAndTooLong_IsRefused()
    {
        var call = NewCall();
        call.Text = System.Text.Json.JsonSerializer.Serialize(call.Fields).PadRight((64 * 1024) + 1);
        var request = call.ToRequest();
        request.Headers.TransferEncodingChunked = true;

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.Equal("-4", (string?)(await ReadAsync(response))["statusCode"]);
    }

    [Fact]
    public async Task Gateway_ManyCallsAtOnce_GivesEachItsOwnIdOfTheDocumentedForm()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PlaceAsync()));

        Assert.Equal(50, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^20260301[0-9]{8}$", id));
        Assert.Equal(ids.Order(), Simulator.Calls.Select(call => call.RequestId).Order());
    }

    [Fact]
    public async Task Gateway_AfterEveningInUtc_CountsTheDayInChina()
    {
        Clock.Advance(TimeSpan.FromHours(5));

        Assert.StartsWith("20260302", await PlaceAsync(), StringComparison.Ordinal);
    }
}
