using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Ytx.Identity.Api;

/// <summary>A request's cookies with another one in the place of one of them, or with nothing there.</summary>
internal sealed class OneCookieChanged(IRequestCookieCollection cookies, string name, string? value) : IRequestCookieCollection
{
    private readonly Dictionary<string, string> _cookies = new(
        cookies.Where(cookie => cookie.Key != name).Concat(value is null ? [] : [KeyValuePair.Create(name, value)]), StringComparer.Ordinal);

    public int Count => _cookies.Count;

    public ICollection<string> Keys => _cookies.Keys;

    public string? this[string key] => _cookies.GetValueOrDefault(key);

    public bool ContainsKey(string key) => _cookies.ContainsKey(key);

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => _cookies.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _cookies.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
