using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Ytx.Voice.Simulator;

/// <summary>The JSON that a request beside the gateway brings.</summary>
internal static class JsonBody
{
    private const int MaxLength = 64 * 1024;

    /// <returns><see langword="null"/> when the body is too long or no such thing.</returns>
    public static Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class => ReadAsync(context, body => JsonSerializer.Deserialize(body.Span, type));

    /// <summary>Reads one or an array of them.</summary>
    /// <returns><see langword="null"/> when the body is too long or holds anything else.</returns>
    public static Task<T[]?> ReadManyAsync<T>(HttpContext context, JsonTypeInfo<T> type, JsonTypeInfo<T[]> many)
        where T : class => ReadAsync(context, body =>
        {
            var read = body.Span.TrimStart(" \t\r\n"u8) is [(byte)'[', ..]
                ? JsonSerializer.Deserialize(body.Span, many) : [JsonSerializer.Deserialize(body.Span, type)!];
            return read?.Contains(null) is false ? read : null;
        });

    private static async Task<T?> ReadAsync<T>(HttpContext context, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        var body = await BoundedBody.ReadAsync(context.Request, MaxLength, context.RequestAborted).ConfigureAwait(false);
        try
        {
            return body is { } bytes ? read(bytes) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
