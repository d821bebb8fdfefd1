namespace Ytx.Identity.Api.Tests;

/// <summary>A body that two readers could understand in two ways is refused, whatever the site's own JSON forgives.</summary>
public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"email":"somebody@example.com","password":"wrong","password":"Correct-horse-7"}""")]
    [InlineData("""{"email":"somebody@example.com","password":"Correct-horse-7","isAdmin":true}""")]
    [InlineData("""{"Email":"somebody@example.com","password":"Correct-horse-7"}""")]
    [InlineData("""{"email":"somebody@example.com","password":null}""")]
    [InlineData("""{"email":"somebody@example.com"}""")]
    [InlineData("""{"email":"somebody@example.com","password":7}""")]
    [InlineData("""{"email":"somebody@example.com","password":"Correct-horse-7",}""")]
    [InlineData("""{"email":"somebody@example.com","password":"Correct-horse-7"}{}""")]
    [InlineData("""{"email":"somebody@example.com","password":"Correct-horse-7"/**/}""")]
    [InlineData("""{"email":"somebody@example.com","password":"\ud800"}""")]
    [InlineData("""{"email":"somebody@example.com","password":[[[[[[[[[[1]]]]]]]]]]}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Body_NotExactlyWhatIsTaken_IsRefusedAndNotRepeated(string body)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.TwoFactorEnabled = false);
        var client = site.NewClient();

        var answer = await client.PostTextAsync("/voice/sign-in", body);

        Assert.Equal((400, "bad-request"), answer.Problem);
        Assert.DoesNotContain("somebody", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"code":123456}""")]
    [InlineData("""{"code":true}""")]
    [InlineData("""{"code":"123456","rememberDevice":"true"}""")]
    [InlineData("""{"code":"123456","rememberDevice":null}""")]
    public async Task Code_OfAnotherType_IsRefused(string body)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync();
        var client = await site.BeginAsync();

        Assert.Equal((400, "bad-request"), (await client.PostTextAsync("/voice/sign-in/code", body)).Problem);
    }

    [Theory]
    [InlineData(4096, 200)]
    [InlineData(4097, 400)]
    public async Task Body_AtItsLimit_IsReadAndNotBeyond(int length, int status)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.TwoFactorEnabled = false);
        var client = site.NewClient();
        var body = $$"""{"email":"{{ApiSite.Email}}","password":"{{ApiSite.Password}}"}""".PadRight(length);

        Assert.Equal(status, (await client.PostTextAsync("/voice/sign-in", body)).Status);

        using var chunked = new StreamContent(new EndlessStream(body));
        chunked.Headers.ContentType = new("application/json");
        Assert.Equal(status, (await client.SendAsync(HttpMethod.Post, "/voice/sign-in", chunked)).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/vnd.api+json")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Body_OtherContentType_IsRefusedAsAProblem(string? type)
    {
        await using var site = await ApiSite.StartAsync();
        await site.CreateAsync(user => user.TwoFactorEnabled = false);
        var client = site.NewClient();
        const string Body = $$"""{"email":"{{ApiSite.Email}}","password":"{{ApiSite.Password}}"}""";

        Assert.Equal((415, "unsupported-media-type"), (await client.PostTextAsync("/voice/sign-in", Body, type)).Problem);
        Assert.Equal(200, (await client.PostTextAsync("/voice/sign-in", Body, "Application/JSON; charset=utf-8")).Status);
    }

    [Fact]
    public async Task Body_OfNobody_IsNotLookedInto()
    {
        await using var site = await ApiSite.StartAsync();
        var client = site.NewClient();

        Assert.Equal((401, "not-signed-in"), (await client.PostTextAsync("/voice/second-factor/on", "nonsense")).Problem);
    }

    // So that the request has no Content-Length.
    private sealed class EndlessStream(string text) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
    {
        public override bool CanSeek => false;
    }
}
