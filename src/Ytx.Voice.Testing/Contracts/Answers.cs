using System.Text;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>What a vendor may answer, whole or not.</summary>
internal static class Answers
{
    public const string AcceptedBody = """{"statusCode":"0","statusMsg":"提交成功","requestId":"2016010000000205"}""";

    public static Answer Accepted => Json(AcceptedBody);

    /// <summary>Hangs up on a request that it has read.</summary>
    public static Answer HangUp => static (_, _) => Task.FromResult(false);

    public static Answer Silence => static async (_, stop) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return false;
    };

    public static Answer Json(string body) => Http(200, body, "Content-Type: application/json;charset=utf-8");

    public static Answer Refusal(string status) =>
        Json($$"""{"statusCode":"{{status}}","statusMsg":"x","requestId":""}""");

    public static Answer Http(int status, string body = "", params string[] headers) =>
        Http(status, Encoding.UTF8.GetBytes(body), headers);

    public static Answer Http(int status, byte[] body, params string[] headers) =>
        Bytes([.. Head(status, body.Length, headers), .. body]);

    /// <summary>Announces the whole body, sends half of it, and goes on in another way.</summary>
    public static Answer Half(Answer then) => async (stream, stop) =>
    {
        var body = Encoding.UTF8.GetBytes(AcceptedBody);
        await stream.WriteAsync(Head(200, body.Length, []), stop);
        await stream.WriteAsync(body.AsMemory(0, body.Length / 2), stop);
        await stream.FlushAsync(stop);
        return await then(stream, stop);
    };

    public static Answer Bytes(byte[] bytes) => async (stream, stop) =>
    {
        await stream.WriteAsync(bytes, stop);
        return true;
    };

    /// <summary>The first request is answered in one way, the second in the next; none may follow.</summary>
    public static Answer InTurn(params Answer[] answers)
    {
        var next = -1;
        return (stream, stop) => answers[Interlocked.Increment(ref next)](stream, stop);
    }

    private static byte[] Head(int status, int length, string[] headers) => Encoding.ASCII.GetBytes(
        string.Join("\r\n", [$"HTTP/1.1 {status} x", $"Content-Length: {length}", .. headers, "", ""]));
}
