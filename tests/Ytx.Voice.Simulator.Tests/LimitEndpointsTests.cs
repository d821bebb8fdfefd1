using System.Net;

namespace Ytx.Voice.Simulator.Tests;

public sealed class LimitEndpointsTests : SimulatorTest
{
    private const string Path = "/_simulator/forget-limits";

    [Fact]
    public async Task Forget_Set_RunsItOnceARequest()
    {
        var forgotten = 0;
        Simulator.ForgetLimits = async cancellationToken =>
        {
            await Task.Yield();
            Assert.True(cancellationToken.CanBeCanceled);
            forgotten++;
        };

        Assert.Equal(HttpStatusCode.NoContent, await ForgetAsync());
        Assert.Equal(1, forgotten);
        Assert.Equal(HttpStatusCode.NoContent, await ForgetAsync());
        Assert.Equal(2, forgotten);
    }

    [Fact]
    public async Task Forget_NotSet_IsNotFoundAndSaysWhatToSet()
    {
        Assert.Null(Simulator.ForgetLimits);
        using var response = await Client.PostAsync(Path, null, Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("YtxSimulator.ForgetLimits", (string?)(await ReadAsync(response))["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forget_Throws_IsAFailureThatRepeatsNothing()
    {
        Simulator.ForgetLimits = _ => throw new InvalidOperationException("canary");

        using var response = await Client.PostAsync(Path, null, Cancelled);
        var body = await response.Content.ReadAsStringAsync(Cancelled);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("canary", body, StringComparison.Ordinal);
        Assert.Contains(Logs.Lines, line => line.Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
        Assert.DoesNotContain(Logs.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Forget_OtherMethods_ForgetNothing(string method)
    {
        Simulator.ForgetLimits = _ => throw new InvalidOperationException(); // which would be a 500
        using var request = new HttpRequestMessage(new HttpMethod(method), Path);

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Forget_OtherHost_ForgetsNothing()
    {
        Simulator.ForgetLimits = _ => throw new InvalidOperationException(); // which would be a 500
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Headers.Host = "evil.example";

        using var response = await Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("en", "Forget limits", "Limits are forgotten.")]
    [InlineData("zh-CN", "清除次数限制", "限制已清除。")]
    public async Task Page_Button_IsThereWhereItCanDoSomething(string language, string label, string answer)
    {
        Assert.Contains($"id=\"forget-limits\" class=\"plain\" hidden>{label}<", await PageAsync(), StringComparison.Ordinal);

        Simulator.ForgetLimits = _ => Task.CompletedTask;

        var html = await PageAsync();
        Assert.Contains($"id=\"forget-limits\" class=\"plain\">{label}<", html, StringComparison.Ordinal);
        Assert.Contains(answer, WebUtility.HtmlDecode(html).Replace("\\u3002", "。", StringComparison.Ordinal), StringComparison.Ordinal);

        async Task<string> PageAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
            using var response = await Client.SendAsync(request, Cancelled);
            return await response.Content.ReadAsStringAsync(Cancelled);
        }
    }

    private async Task<HttpStatusCode> ForgetAsync()
    {
        using var response = await Client.PostAsync(Path, null, Cancelled);
        return response.StatusCode;
    }
}
