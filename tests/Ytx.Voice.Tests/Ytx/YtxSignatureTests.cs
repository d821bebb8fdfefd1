using System.Globalization;
using System.Text;

namespace Ytx.Voice.Tests;

public sealed class YtxSignatureTests
{
    [Fact]
    public void Create_DocumentsExample_GivesItsAnswer()
    {
        var signature = YtxSignature.Create(
            "abcdefghijklmnopqrstuvwxyz012345", "0123456789abcdef0123456789abcdef", "20140416142030"u8);

        Assert.Equal("698cd6f76db3cae8e9875c1f8f298b2c", signature.Sign);
        Assert.Equal("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDV8MjAxNDA0MTYxNDIwMzA=", signature.Authorization);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 128)]
    [InlineData(64, 1)]
    [InlineData(64, 128)]
    public void Create_ShortestAndLongest_MatchesThePlainWayOfWritingIt(int account, int token)
    {
        var (sid, secret) = (new string('a', account), new string('t', token));

        var signature = YtxSignature.Create(sid, secret, Sample.Now);

        Assert.Equal(Sample.Sign(sid, secret, "20140416142030"), signature.Sign);
        Assert.Equal(
            Convert.ToBase64String(Encoding.ASCII.GetBytes(sid + "|20140416142030")), signature.Authorization);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "00010101080000")]
    [InlineData("2026-12-31T15:59:59.9999999Z", "20261231235959")]
    [InlineData("2026-12-31T16:00:00Z", "20270101000000")]
    public void Create_Instant_IsWrittenInChinaTime(string instant, string timestamp)
    {
        var signature = YtxSignature.Create("a", "t", DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

        Assert.Equal("a|" + timestamp, Encoding.ASCII.GetString(Convert.FromBase64String(signature.Authorization)));
    }
}
