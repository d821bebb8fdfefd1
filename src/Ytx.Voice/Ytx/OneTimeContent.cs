using System.Net;

namespace Ytx.Voice;

/// <summary>
/// A body that is sent at most once and knows whether it was. Before its first byte leaves, the gateway cannot have
/// accepted anything; afterwards nobody may send it again: not a redirect, not a retry that somebody put on the client.
/// </summary>
internal sealed class OneTimeContent : HttpContent
{
    private readonly byte[] _body;
    private int _sent;

    public OneTimeContent(byte[] body)
    {
        _body = body;
        // As documented, to the byte: the typed header would put a space before charset.
        Headers.TryAddWithoutValidation("Content-Type", "application/json;charset=utf-8");
    }

    public bool MayHaveLeft => Volatile.Read(ref _sent) is not 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _sent, 1) is 0
            ? stream.WriteAsync(_body, cancellationToken).AsTask()
            : throw new InvalidOperationException(
                "The request of a voice call must not be sent twice: the first one may already ring the phone.");

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
