using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Ytx.Identity.Tests.Site;

/// <summary>A browser that keeps cookies. Each request has a scope and a context of its own.</summary>
public sealed class Browser(IServiceProvider site)
{
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The same cookies in another browser.</summary>
    public Browser Copy()
    {
        var copy = new Browser(site);
        foreach (var (name, value) in _cookies)
        {
            copy._cookies[name] = value;
        }

        return copy;
    }

    public async Task<T> RequestAsync<T>(Func<IServiceProvider, Task<T>> handle)
    {
        await using var scope = site.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("localhost");
        context.Request.Headers.Cookie = string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        var accessor = site.GetRequiredService<IHttpContextAccessor>();
        accessor.HttpContext = context;
        try
        {
            return await handle(scope.ServiceProvider);
        }
        finally
        {
            accessor.HttpContext = null;
            Keep(context.Response.Headers.SetCookie);
        }
    }

    private void Keep(IList<string?> headers)
    {
        foreach (var cookie in SetCookieHeaderValue.ParseList([.. headers.OfType<string>()]))
        {
            if (cookie.Value.Length is 0)
            {
                _cookies.Remove(cookie.Name.ToString());
            }
            else
            {
                _cookies[cookie.Name.ToString()] = cookie.Value.ToString();
            }
        }
    }
}
