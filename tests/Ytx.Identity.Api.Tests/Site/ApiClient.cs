using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Ytx.Identity.Api.Tests;

/// <summary>A client that keeps what it is given: tokens, and cookies whatever they say about their end.</summary>
public sealed class ApiClient(Uri site) : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly List<string> _setCookies = [];
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = site };

    public Dictionary<string, string> Cookies { get; private init; } = [];

    public string? AccessToken { get; set; }

    public string? RefreshToken { get; set; }

    public string? SignInToken { get; set; }

    public string? Antiforgery { get; set; }

    /// <summary>The answers' headers of cookies, as they came.</summary>
    public IReadOnlyList<string> SetCookies => _setCookies;

    /// <summary>The same in another's hands.</summary>
    public ApiClient Copy() => new(site)
    {
        Cookies = new(Cookies),
        AccessToken = AccessToken,
        RefreshToken = RefreshToken,
        SignInToken = SignInToken,
        Antiforgery = Antiforgery,
    };

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, Json(body));

    public Task<ApiAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, Json(body));

    public Task<ApiAnswer> PostTextAsync(string path, string text, string? type = "application/json")
    {
        var content = new StringContent(text);
        content.Headers.ContentType = null;
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return SendAsync(HttpMethod.Post, path, content);
    }

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(site, path)) { Content = content };
        Add(request, "Authorization", AccessToken is null ? null : $"Bearer {AccessToken}");
        Add(request, "Sign-In-Token", SignInToken);
        Add(request, "RequestVerificationToken", Antiforgery);
        Add(request, "Cookie", Cookies.Count is 0 ? null : string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Keep(response);
        var answer = new ApiAnswer(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers,
            response.Content.Headers.ContentType?.MediaType);
        if (answer is { Status: 200, ContentType: "application/json" })
        {
            KeepTokens(answer.Json);
        }

        return answer;
    }

    /// <summary>Gets the token that requests with cookies need.</summary>
    public async Task GetAntiforgeryAsync()
    {
        var answer = await GetAsync("/voice/antiforgery");
        Assert.Equal((200, "RequestVerificationToken"), (answer.Status, answer["headerName"]));
        Antiforgery = answer["token"];
    }

    public void Dispose() => _client.Dispose();

    private static StringContent? Json(object? body) =>
        body is null ? null : new StringContent(JsonSerializer.Serialize(body, Web), Encoding.UTF8, "application/json");

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private void KeepTokens(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        if (json.TryGetProperty("tokens", out var inner) && inner.ValueKind is JsonValueKind.Object)
        {
            KeepTokens(inner);
        }

        if (json.TryGetProperty("accessToken", out var access))
        {
            (AccessToken, RefreshToken) = (access.GetString(), json.GetProperty("refreshToken").GetString());
        }

        if (json.TryGetProperty("signInToken", out var signIn))
        {
            SignInToken = signIn.GetString();
        }
    }

    private void Keep(HttpResponseMessage response)
    {
        string[] headers = response.Headers.TryGetValues("Set-Cookie", out var values) ? [.. values] : [];
        _setCookies.AddRange(headers);
        foreach (var cookie in SetCookieHeaderValue.ParseList(headers))
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
    }
}
