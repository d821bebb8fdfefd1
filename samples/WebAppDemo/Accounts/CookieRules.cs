namespace WebAppDemo;

/// <summary>What holds for every cookie: no script reads it, no other site sends it with a form.</summary>
internal static class CookieRules
{
    /// <param name="cookie">The cookie.</param>
    /// <param name="environment">
    /// Development has no certificate, so there the request decides. Everywhere else the cookie travels over TLS only,
    /// and its prefix makes browsers refuse one that a neighbouring host or a plain-http answer planted.
    /// </param>
    /// <param name="name">Its name.</param>
    public static void Apply(CookieBuilder cookie, IHostEnvironment environment, string name)
    {
        cookie.Name = NameOf(name, environment);
        cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.Path = "/";
    }

    public static string NameOf(string name, IHostEnvironment environment) =>
        environment.IsDevelopment() ? name : $"__Host-{name.TrimStart('.')}";
}
