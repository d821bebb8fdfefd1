using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Ytx.Voice;

namespace Ytx.Benchmarks;

/// <summary>P6: Authorization and Sign of one request, beside MD5 and Base64 of the same bytes.</summary>
public class SignatureCost
{
    private const string Account = "abcdefghijklmnopqrstuvwxyz012345";
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly byte[] _authorization = Encoding.ASCII.GetBytes(Account + "|20261101200000");
    private readonly byte[] _sign = Encoding.ASCII.GetBytes(Account + Token + "20261101200000");

    [Benchmark]
    public (string Authorization, string Sign) Rival() =>
        (Convert.ToBase64String(_authorization), Convert.ToHexStringLower(MD5.HashData(_sign)));

    [Benchmark]
    public (string Authorization, string Sign) Ours()
    {
        var signature = YtxSignature.Create(Account, Token, Now);
        return (signature.Authorization, signature.Sign);
    }

    internal static Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var run = InProcess.Run<SignatureCost>();
        // What two strings of these lengths cost: 22 bytes of header, two a character, rounded up to eight.
        var strings = StringBytes(64) + StringBytes(32);
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new("P6", "sign a request, time", run.Describe(nameof(Rival)), run.Describe(nameof(Ours)),
                run.Nanoseconds(nameof(Ours)) / run.Nanoseconds(nameof(Rival)), "x", 1.3, AtMost: true),
            new("P6", "sign a request, bytes", "the two strings", run.Describe(nameof(Ours)),
                run.Bytes(nameof(Ours)), " B", strings, AtMost: true),
        ]);

        static int StringBytes(int length) => (22 + (2 * length) + 7) / 8 * 8;
    }
}
