using Microsoft.AspNetCore.Http;

namespace Ytx.Voice.Simulator;

/// <summary>Reads a request's body into memory, but never more than a limit.</summary>
internal static class BoundedBody
{
    /// <returns><see langword="null"/> when the body is longer than <paramref name="limit"/> bytes.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var buffer = new byte[(request.ContentLength ?? limit) + 1];
        var length = await request.Body
            .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return length > limit ? null : buffer.AsMemory(0, length);
    }
}
