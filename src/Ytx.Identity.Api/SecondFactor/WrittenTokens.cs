using System.Text.Json;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Identity.Api;

/// <summary>The bearer scheme writes its tokens as the whole answer: here they become one part of it.</summary>
internal static class WrittenTokens
{
    /// <summary>Does something that may write tokens.</summary>
    /// <returns>What it returned, and the tokens; null if it wrote none.</returns>
    public static async Task<(T Result, AccessTokenResponse? Tokens)> TakeAsync<T>(HttpContext context, Func<Task<T>> step)
    {
        var body = context.Response.Body;
        using var written = new MemoryStream();
        context.Response.Body = written;
        try
        {
            var result = await step().ConfigureAwait(false);
            var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            return (result, written.Length is 0 ? null : JsonSerializer.Deserialize<AccessTokenResponse>(written.ToArray(), json));
        }
        finally
        {
            context.Response.Body = body;
        }
    }
}
