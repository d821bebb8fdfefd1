using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Ytx.Identity.Api;

/// <summary>
/// A request's body as <see cref="ApiJson"/> reads it, whatever the site's own JSON options forgive: what two readers could understand
/// in two ways is refused.
/// </summary>
internal sealed class StrictBody<T> : IStrictBody, IBindableFromHttpContext<StrictBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    private const int MaxLength = 4096;

    private readonly T? _value;

    private StrictBody(T? value, VoiceProblem? problem) => (_value, Problem) = (value, problem);

    public T Value => _value ?? throw new InvalidOperationException("The filter answers a request whose body is no such thing.");

    public VoiceProblem? Problem { get; }

    public static async ValueTask<StrictBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(AcceptsJson.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return new(null, VoiceProblem.UnsupportedMediaType);
        }

        if (context.Request.ContentLength > MaxLength)
        {
            return new(null, VoiceProblem.BadRequest);
        }

        var buffer = new byte[MaxLength + 1];
        var length = await context.Request.Body
            .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
        var value = length > MaxLength ? null : Read(buffer.AsSpan(0, length));
        return new(value, value is null ? VoiceProblem.BadRequest : null);
    }

    // Any content type as well, or routing would answer 415 before us, with nothing in it.
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([AcceptsJson.ContentType, AcceptsJson.Any], typeof(T), isOptional: false));

    private static T? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!);
        }
        catch (JsonException)
        {
            // Its message would repeat what was sent.
            return null;
        }
    }
}
