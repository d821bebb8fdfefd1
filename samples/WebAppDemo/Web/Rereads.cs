namespace WebAppDemo;

/// <summary>
/// A script reads its page again when a call has changed. That is no visit: it must not take the notice that the next page
/// shows, nor put back what a form has changed meanwhile, nor prolong a session. So its answer sets no cookie.
/// </summary>
internal static class Rereads
{
    private const string Header = "X-Reread";

    /// <summary>Before everything that sets cookies.</summary>
    public static void UseRereads(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Headers.ContainsKey(Header))
        {
            // The first to be registered is the last to run.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.SetCookie = default;
                return Task.CompletedTask;
            });
        }

        return next(context);
    });
}
