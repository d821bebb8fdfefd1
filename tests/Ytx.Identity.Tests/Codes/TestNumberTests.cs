using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Stores;

namespace Ytx.Identity.Tests.Codes;

/// <summary>A number that begins or ends to be a test number while a code waits: what is answered next is right.</summary>
public sealed class TestNumberTests : IDisposable
{
    private const string Fixed = "314159";

    private readonly TestSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task RequestCall_NumberIsATestNumberFromNowOn_ItsFixedCodeIsRightAndTheSpokenOneIsNot()
    {
        // A host with other settings on the same store.
        using var restarted = new TestSite(options => options.Codes.TestNumbers = [Number(_site.Clock.GetUtcNow().AddDays(1))], Share);
        var user = await _site.CreateUserAsync();
        await restarted.Services.GetRequiredService<IUserStore<TestUser>>().CreateAsync(user, CancellationToken.None);
        var spoken = await _site.CallAsync(user);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(VoiceCodeReason.None, await restarted.RingAsync(user));

        Assert.Empty(restarted.Sender.Calls);
        Assert.Equal(VoiceCodeReason.WrongCode, await restarted.TryAsync(user, spoken));
        Assert.Equal(VoiceCodeReason.None, await restarted.TryAsync(user, Fixed));
    }

    [Fact]
    public async Task RequestCall_NumberIsNoTestNumberAnyMore_TheSpokenCodeIsRightAndTheFixedOneIsNot()
    {
        using var site = new TestSite(options => options.Codes.TestNumbers = [Number(_site.Clock.GetUtcNow().AddSeconds(30))]);
        var user = await site.CreateUserAsync();
        Assert.Equal(VoiceCodeReason.None, await site.RingAsync(user));
        site.Clock.Advance(TimeSpan.FromMinutes(1));

        var spoken = await site.CallAsync(user);

        Assert.Equal(VoiceCodeReason.WrongCode, await site.TryAsync(user, Fixed));
        Assert.Equal(VoiceCodeReason.None, await site.TryAsync(user, spoken));
    }

    private static TestNumber Number(DateTimeOffset until) => new() { Number = "139 1128 1234", Code = Fixed, Until = until };

    private void Share(IServiceCollection services) => services
        .AddSingleton<TimeProvider>(_site.Clock)
        .AddSingleton(_site.Services.GetRequiredService<IVoiceCodeStore>());
}
