using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Limits;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Limits;

public sealed class CallingClientTests : IDisposable
{
    private readonly CapturedLogs _logs = new();
    private readonly TestSite _site;

    public CallingClientTests() => _site = new TestSite(services: services => services.AddSingleton<ILoggerProvider>(_logs));

    public void Dispose()
    {
        _site.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task RequestCall_RequestsWithoutAnAddress_ShareTheCallsOfOneClientAndItIsSaidOnce()
    {
        var placed = await RingAsync(30, () => _site.BeginRequest(address: null));

        Assert.Equal(10, placed);
        Assert.Single(_logs.Lines, line => line.Contains("has no client address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequestCall_RequestsWithoutAnAddress_TakeNothingFromThoseWithOne()
    {
        await RingAsync(30, () => _site.BeginRequest(address: null));

        Assert.Equal(10, await RingAsync(30, () => _site.BeginRequest(IPAddress.Parse("192.0.2.1"))));
    }

    [Fact]
    public async Task RequestCall_OutsideOfAnyRequest_IsNotLimitedByClient()
    {
        var placed = await RingAsync(30, () => { });

        Assert.Equal(30, placed);
        Assert.False(_logs.Contain("has no client address"));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%3", "fe80::2%4", true)]
    public void SubjectOf_Addresses_CountIPv6ByItsNetwork(string one, string other, bool same) => Assert.Equal(
        same,
        CallingClient.SubjectOf(IPAddress.Parse(one)) == CallingClient.SubjectOf(IPAddress.Parse(other)));

    [Fact]
    public void SubjectOf_NoAddress_IsOneSubject() => Assert.Equal("none", CallingClient.SubjectOf(null));

    private async Task<int> RingAsync(int users, Action begin)
    {
        var placed = 0;
        for (var i = 0; i < users; i++)
        {
            begin();
            var user = await _site.CreateUserAsync(user => user.PhoneNumber = $"1391128{1000 + i}");
            placed += await _site.RingAsync(user) is VoiceCodeReason.None ? 1 : 0;
        }

        // For a next round.
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        return placed;
    }
}
