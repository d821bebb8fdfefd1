using System.Net;

namespace WebAppDemo.Tests;

/// <summary>A browser without scripts: keeps cookies, fills in forms, follows redirects.</summary>
public sealed class Visitor : IDisposable
{
    private readonly Transcript _transcript;
    private readonly HttpClient _client;
    private readonly CookieContainer _cookies = new();

    public Visitor(Uri address, Transcript transcript)
    {
        _transcript = transcript;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
        {
            BaseAddress = address,
        };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    public string? Cookie(string name) => _cookies.GetCookies(_client.BaseAddress!)[name]?.Value;

    /// <summary>Has a copy of all cookies of another browser, as somebody who stole them.</summary>
    public void Take(Visitor other) => _cookies.Add(other._cookies.GetAllCookies());

    /// <summary>Sends a header with every request from now on, as a script could.</summary>
    public void Send(string header, string value) => _client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

    public Task<WebPage> GetAsync(string path) => GoAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Presses a form's button, with fields filled in. Fields that the form lacks are sent too, as a script could.</summary>
    public Task<WebPage> SubmitAsync(WebPage page, string button, params (string Name, string Value)[] typed) =>
        GoAsync(Filled(page, button, typed));

    /// <summary>The same, but stays at the answer instead of following it.</summary>
    public async Task<HttpResponseMessage> PostAsync(WebPage page, string button, params (string Name, string Value)[] typed)
    {
        var response = await SendAsync(Filled(page, button, typed));
        _transcript.Add(response, await response.Content.ReadAsStringAsync(Cancellation));
        return response;
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostAsync(path, new FormUrlEncodedContent(Pairs(fields)));

    /// <summary>Posts any body, which no form would.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content)
    {
        var response = await _client.PostAsync(path, content, Cancellation);
        _transcript.Add(response, await response.Content.ReadAsStringAsync(Cancellation));
        return response;
    }

    /// <summary>Types e-mail and password.</summary>
    public async Task<WebPage> EnterPasswordAsync(Account account, string returnUrl = "") => await SubmitAsync(
        await GetAsync($"/SignIn{returnUrl}"), "Sign in",
        ("Input.Email", account.Email), ("Input.Password", account.Password));

    /// <summary>Types a number at the door for phones, which is rung.</summary>
    public async Task<WebPage> EnterNumberAsync(string number, string returnUrl = "") => await SubmitAsync(
        await GetAsync($"/PhoneSignIn{returnUrl}"), "Call this number", ("Input.PhoneNumber", number));

    public Task<WebPage> EnterCodeAsync(WebPage page, string code, string button = "Sign in") =>
        SubmitAsync(page, button, ("Input.Code", code));

    /// <summary>Sends what a page has no form for any more, as a script could.</summary>
    public Task<WebPage> ForceAsync(WebPage page, string path, params (string Name, string Value)[] fields) =>
        GoAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(Pairs([page.Token, .. fields])) });

    /// <summary>The same, but stays at the answer instead of following it.</summary>
    public Task<HttpResponseMessage> ForcePostAsync(WebPage page, string path, params (string Name, string Value)[] fields) =>
        PostAsync(path, [page.Token, .. fields]);

    /// <summary>Turns the call at sign-in on: makes recovery codes, and says that they are kept.</summary>
    public async Task<WebPage> TurnOnAsync() => await SubmitAsync(
        await SubmitAsync(await GetAsync("/SecondFactor"), "Turn on"), "Turn on", ("Input.AreKept", "true"));

    public async Task<WebPage> TurnOffAsync() => await SubmitAsync(await GetAsync("/SecondFactor"), "Turn off");

    private static HttpRequestMessage Filled(WebPage page, string button, (string Name, string Value)[] typed)
    {
        var (action, fields) = page.Form(button);
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        return new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) };
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs((string Name, string Value)[] fields) =>
        fields.Select(field => KeyValuePair.Create(field.Name, field.Value));

    // As behind a proxy that takes TLS and passes plain http on: the cookies for TLS come too.
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        var response = await _client.SendAsync(request, Cancellation);
        // Not GetAllCookies, which fails when another request of this browser adds one meanwhile.
        foreach (Cookie cookie in _cookies.GetCookies(new UriBuilder(_client.BaseAddress!) { Scheme = "https" }.Uri))
        {
            cookie.Secure = false;
        }

        return response;
    }

    private async Task<WebPage> GoAsync(HttpRequestMessage request)
    {
        for (var hops = 0; ; hops++)
        {
            Assert.True(hops < 6, $"The redirects do not end: {request.RequestUri}");
            var response = await SendAsync(request);
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            _transcript.Add(response, body);
            if (response.Headers.Location is not { } location)
            {
                return new WebPage(response, body);
            }

            request = new HttpRequestMessage(HttpMethod.Get, new Uri(response.RequestMessage!.RequestUri!, location));
        }
    }
}
