using System.Net;
using Microsoft.Net.Http.Headers;

namespace Ytx.Identity.Tests.StepUp;

/// <summary>A browser that follows nothing and keeps all cookies, whatever they say about their end.</summary>
public sealed class Visitor(Uri site) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = site };

    public Dictionary<string, string> Cookies { get; private init; } = [];

    /// <summary>The same cookies in another browser, as a thief has them.</summary>
    public Visitor Copy() => new(site) { Cookies = new(Cookies) };

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string accept = "text/html,*/*;q=0.8")
    {
        using var request = new HttpRequestMessage(method, new Uri(site, path));
        request.Headers.Add("Accept", accept);
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var cookie in SetCookieHeaderValue.ParseList(
            answer.Headers.TryGetValues("Set-Cookie", out var headers) ? [.. headers] : []))
        {
            if (cookie.Value.Length is 0)
            {
                Cookies.Remove(cookie.Name.ToString());
            }
            else
            {
                Cookies[cookie.Name.ToString()] = cookie.Value.ToString();
            }
        }

        return answer;
    }

    /// <summary>What a page of the site says.</summary>
    public async Task<string> PostAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Post, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Whether a guarded page is open. Where it is not, this browser is sent to the page that asks for a code.</summary>
    public async Task<bool> IsOpenAsync(string path = "/pay")
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        if (answer.StatusCode is not HttpStatusCode.OK)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.StartsWith("/StepUp?", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
            return false;
        }

        Assert.Equal("paid", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return true;
    }

    public void Dispose() => _client.Dispose();
}
