using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Ytx.Identity.StackExchangeRedis.Tests.Store;

namespace Ytx.Identity.StackExchangeRedis.Tests.Keys;

/// <summary>What a reader of Redis, who has neither the store's key nor the users, can find.</summary>
public sealed partial class SecrecyTests(MixedCalls calls) : IClassFixture<MixedCalls>
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    [Fact]
    public async Task Keys_All_HaveAVersionAHashTagAndAnEnd()
    {
        var database = calls.Connection.GetDatabase();

        foreach (var key in calls.Dump)
        {
            Assert.Matches(KeyForm(), Encoding.UTF8.GetString(key.Key));
            var life = await database.KeyTimeToLiveAsync(key.Key);

            // What has ended since it was dumped has no life.
            Assert.True(life is not null || !await database.KeyExistsAsync(key.Key));
            Assert.InRange(life ?? LongestLife, TimeSpan.FromTicks(1), LongestLife);
        }
    }

    [Fact]
    public void Dump_OfEveryCall_HoldsNobody()
    {
        var everything = Everything();

        foreach (var call in calls.All)
        {
            foreach (var trace in Traces(call))
            {
                Assert.True(everything.AsSpan().IndexOf(trace) < 0, $"Found {Convert.ToHexString(trace)}.");
            }
        }
    }

    [Fact]
    public void Dump_NumbersHashedWithoutTheStoreKey_HoldsNone()
    {
        var everything = Everything();

        foreach (var number in calls.All.SelectMany(call => Forms(call.Number)))
        {
            byte[] plain = Encoding.UTF8.GetBytes(number);
            foreach (var hash in (byte[][])[SHA256.HashData(plain), HMACSHA256.HashData((byte[])[], plain), HMACSHA256.HashData(new byte[32], plain)])
            {
                Assert.True(everything.AsSpan().IndexOf(hash.AsSpan(0, 8)) < 0);
                Assert.True(everything.AsSpan().IndexOf(Base64Url.EncodeToUtf8(hash.AsSpan(0, 12))) < 0);
            }
        }
    }

    [Fact]
    public void Verifiers_AllCodesTriedWithTheSecurityStamp_GiveTheCode()
    {
        var call = Waiting();

        Assert.Equal([call.Code!], CodesFound(call, call.User.SecurityStamp!, Verifiers()));
    }

    [Fact]
    public void Verifiers_AllCodesTriedWithEverythingThatAReaderHas_GiveNoCode()
    {
        var call = Waiting();
        var verifiers = Verifiers();
        var nonce = ChallengeOf(call).AsSpan(0, 16);
        string[] guesses = ["", Convert.ToHexString(nonce), .. calls.Dump.Take(10).Select(key => Encoding.UTF8.GetString(key.Key))];

        foreach (var stamp in guesses)
        {
            Assert.Empty(CodesFound(call, stamp, verifiers));
        }
    }

    // One whose code nobody has used up.
    private MixedCall Waiting() => calls.All.First(call => ChallengeOf(call) is not null);

    private byte[]? ChallengeOf(MixedCall call)
    {
        var tags = new SubjectTags(Convert.FromBase64String(StoreFactory.StoreKey), "");
        var key = (byte[])tags.Of(call.Subject.User).Key!;
        var ledger = calls.Dump.FirstOrDefault(dumped => dumped.Key.AsSpan().SequenceEqual(key))?.Values[0] ?? [];

        // A ledger's blocks: name (8), end (6), length (2), content. A challenge's name begins with c.
        for (var at = 0; at < ledger.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(ledger.AsSpan(at + 14));
            if (ledger[at] is (byte)'c')
            {
                return ledger.AsSpan(at + 16, length).ToArray();
            }

            at += 16 + length;
        }

        return null;
    }

    private static List<string> CodesFound(MixedCall call, string stamp, HashSet<UInt128> verifiers)
    {
        var user = new Ytx.Identity.Tests.TestUser { Id = call.User.Id, SecurityStamp = stamp, PhoneNumber = call.User.PhoneNumber };
        var guessed = call with { User = user };
        return [.. ParallelEnumerable.Range(0, 1_000_000).Select(code => $"{code:D6}")
            .Where(code => verifiers.Contains(VoiceCodeDerivation.Verifier(guessed.Subject, code)))];
    }

    private HashSet<UInt128> Verifiers() =>
        [.. calls.Dump.SelectMany(key => key.Values).SelectMany(value => Windows(value, 16)).SelectMany<byte[], UInt128>(window =>
            [BinaryPrimitives.ReadUInt128BigEndian(window), BinaryPrimitives.ReadUInt128LittleEndian(window)])];

    private static IEnumerable<byte[]> Windows(byte[] value, int length) =>
        Enumerable.Range(0, Math.Max(0, value.Length - length + 1)).Select(start => value.AsSpan(start, length).ToArray());

    private byte[] Everything() =>
        [.. calls.Dump.SelectMany(key => (byte[][])[key.Key, .. key.Values]).SelectMany(bytes => (byte[])[.. bytes, 0xFF])];

    private static IEnumerable<byte[]> Traces(MixedCall call)
    {
        var texts = Forms(call.Number).Concat(Forms(call.User.PhoneNumber!))
            .Concat([call.User.Id, call.User.SecurityStamp!, call.User.UserName!, call.Address.ToString(), call.Purpose]);
        foreach (var text in call.Code is null ? texts : texts.Append(call.Code))
        {
            yield return Encoding.UTF8.GetBytes(text);
            yield return Encoding.Unicode.GetBytes(text);
        }

        foreach (var form in Forms(call.Number).Where(form => form.All(char.IsAsciiDigit)))
        {
            var packed = long.Parse(form);
            yield return MemoryMarshal.AsBytes([packed]).ToArray();
            yield return MemoryMarshal.AsBytes([BinaryPrimitives.ReverseEndianness(packed)]).ToArray();
            yield return Convert.FromHexString(form.Length % 2 is 0 ? form : form + "F");
        }

        yield return Guid.Parse(call.User.Id).ToByteArray();
        var address = call.Address.GetAddressBytes();
        yield return call.Address.AddressFamily is AddressFamily.InterNetwork ? address : address[..8];
    }

    private static string[] Forms(string number) =>
        [number, number[1..], number[3..], $"+86 {number[3..6]} {number[6..10]} {number[10..]}", $"0086{number[3..]}"];

    [GeneratedRegex("^ytx:2:{[A-Za-z0-9_-]{16}}$")]
    private static partial Regex KeyForm();
}
