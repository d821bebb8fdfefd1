using System.Text;

namespace Ytx.Voice.Tests;

/// <summary>Real pushes with bytes flipped, cut out, doubled and spliced: the same ones for the same seed.</summary>
internal sealed class PushMutations(ulong seed)
{
    private static readonly byte[][] Bodies =
    [
        .. new[]
        {
            """{"cdr":[{"requestid":"2016010000000205","appid":"app-1","fid":"4","tel":"13911281234","stime":"20260301100015","etime":"20260301100030","duration":"12","oriamount":"0.12","stateDesc":"正常"}]}""",
            """{"cdr":[{"requestid":2016010000000205,"appid":"app-1","tel":13911281234,"etime":"2026-03-01 10:00:30","duration":12,"oriamount":1.2E-1,"stateDesc":"用户正忙|正常"},{"requestid":"2","stateDesc":"\u7a7a\u53f7"}]}""",
            """{"cdr":[{"requestid":"3","appid":"app-1","fid":4,"caller":"01085485069","called":"+86 139-1128-1234","callerstime":"2026-03-01 10:00:15","calledetime":"2026-03-01 10:00:30","duration":0,"oriamount":0,"stateDesc":"应答|正常"}]}""",
            """{"requestid":"4","dsc":"1234","state":"alerting","stateDesc":"振铃","timestamp":"20260301100030"}""",
            """{"requestid":"5","dsc":"13911281234","state":"disconnect","stateDesc":"关机","timestamp":"20260301100030","appid":"app-1"}""",
            """{"CDR":{"REQUESTID":"6","x":[[[{"y":null}]]],"duration":"86400"}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    // What a reader of JSON, of numbers and of UTF-8 stumbles over.
    private static readonly byte[][] Pieces =
    [
        .. new[] { "\"", "\\", "\\ud800", "\\u0000", "{", "}", "[", "]", ",", ":", "null", "-", "+", "1e999999999", "99999999999999999999", "0.", " ", "\n" }
            .Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], [0],
    ];

    private ulong _state = seed;

    public byte[] Next()
    {
        var body = Bodies[Below(Bodies.Length)].ToList();
        for (var more = 1 + Below(3); more > 0; more--)
        {
            Change(body);
        }

        return [.. body];
    }

    private void Change(List<byte> body)
    {
        var at = Below(body.Count + 1);
        switch (Below(6))
        {
            case 0 when at < body.Count:
                body[at] ^= (byte)(1 << Below(8));
                break;
            case 1:
                body.RemoveRange(at, Math.Min(Below(20), body.Count - at));
                break;
            case 2:
                body.InsertRange(at, Pieces[Below(Pieces.Length)]);
                break;
            case 3:
                body.InsertRange(at, body.GetRange(at, Math.Min(Below(60), body.Count - at)));
                break;
            case 4:
                // A whole value of one field stands in another's place.
                Splice(body, Bodies[Below(Bodies.Length)]);
                break;
            default:
                if (at < body.Count && char.IsAsciiDigit((char)body[at]))
                {
                    body[at] = (byte)('0' + Below(10));
                }

                break;
        }
    }

    private void Splice(List<byte> body, byte[] other)
    {
        var (from, to) = (Value(body), Value(other));
        body.RemoveRange(from.Start, from.Length);
        body.InsertRange(from.Start, other.AsSpan(to.Start, to.Length).ToArray());
    }

    private (int Start, int Length) Value(IList<byte> body)
    {
        var start = Below(body.Count + 1);
        while (start < body.Count && body[start] is not (byte)':')
        {
            start++;
        }

        start = Math.Min(start + 1, body.Count);
        var end = start;
        while (end < body.Count && body[end] is not ((byte)',' or (byte)'}'))
        {
            end++;
        }

        return (start, end - start);
    }

    // SplitMix64.
    private int Below(int end)
    {
        _state += 0x9E3779B97F4A7C15;
        var value = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (int)((value ^ (value >> 31)) % (ulong)end);
    }
}
