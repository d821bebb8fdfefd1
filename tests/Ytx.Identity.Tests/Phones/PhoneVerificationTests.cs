using System.Net;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Identity.Phones;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Phones;

public sealed class PhoneVerificationTests : IDisposable
{
    private const string Number = "139 1128 1234";
    private const string E164 = "+8613911281234";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingSender _sender = new();
    private readonly List<VoiceCodeEvent> _events = [];
    private readonly IDataProtectionProvider _keys = new EphemeralDataProtectionProvider();
    private readonly ServiceProvider _provider;

    public PhoneVerificationTests() => _provider = Create();

    [Fact]
    public async Task Check_RightCode_GivesAProofThatIsTakenOnce()
    {
        var (id, code) = await StartAsync();

        var check = await CheckAsync(id, code);
        var first = await RedeemAsync(check.Proof);
        var second = await RedeemAsync(check.Proof);

        Assert.Equal(VoiceCodeReason.None, check.Verification.Reason);
        Assert.Equal((VoiceCodeReason.None, E164, _clock.GetUtcNow()), (first.Reason, first.Number?.E164, first.ProvedAt));
        Assert.Equal((VoiceCodeReason.InvalidToken, null), (second.Reason, second.Number));
    }

    [Fact]
    public async Task Check_SameCodeTwice_IsUsedUp()
    {
        var (id, code) = await StartAsync();
        await CheckAsync(id, code);

        var second = await CheckAsync(id, code);

        Assert.Equal((VoiceCodeReason.NoLiveCode, null), (second.Verification.Reason, second.Proof));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("x")]
    [InlineData(null)]
    public async Task Check_NoIdOfOurs_IsNoCode(string? id)
    {
        var (_, code) = await StartAsync();

        var check = await CheckAsync(id, code);

        Assert.Equal((VoiceCodeReason.NoLiveCode, null), (check.Verification.Reason, check.Proof));
    }

    [Fact]
    public async Task Check_IdThatWasChanged_IsNoCode()
    {
        var (id, code) = await StartAsync();
        var changed = new StringBuilder(id);
        changed[^5] = changed[^5] is 'A' ? 'B' : 'A';

        var check = await CheckAsync(changed.ToString(), code);

        Assert.Equal(VoiceCodeReason.NoLiveCode, check.Verification.Reason);
    }

    [Fact]
    public async Task Check_IdAndProofInEachOthersPlace_AreNothing()
    {
        var (id, code) = await StartAsync();
        var proof = (await CheckAsync(id, code)).Proof;

        Assert.Equal(VoiceCodeReason.InvalidToken, (await RedeemAsync(id)).Reason);
        Assert.Equal(VoiceCodeReason.NoLiveCode, (await CheckAsync(proof, code)).Verification.Reason);
        Assert.Equal(VoiceCodeReason.None, (await RedeemAsync(proof)).Reason);
    }

    [Fact]
    public async Task Redeem_AnotherPurpose_IsRefusedAndLeavesTheProof()
    {
        var (id, code) = await StartAsync("sign-in");
        var proof = (await CheckAsync(id, code)).Proof;

        Assert.Equal(VoiceCodeReason.InvalidToken, (await RedeemAsync(proof, "newsletter")).Reason);
        Assert.Equal(VoiceCodeReason.None, (await RedeemAsync(proof, "sign-in")).Reason);
    }

    [Fact]
    public async Task Redeem_AfterTenMinutes_IsTooLate()
    {
        var (id, code) = await StartAsync();
        var (early, late) = ((await CheckAsync(id, code)).Proof, "");
        _clock.Advance(TimeSpan.FromMinutes(2));
        (id, code) = await StartAsync();
        late = (await CheckAsync(id, code)).Proof;

        _clock.Advance(TimeSpan.FromMinutes(8));

        Assert.Equal(VoiceCodeReason.InvalidToken, (await RedeemAsync(early)).Reason);
        Assert.Equal(VoiceCodeReason.None, (await RedeemAsync(late)).Reason);
    }

    [Fact]
    public async Task Redeem_SixtyFourAtOnce_OneHasIt()
    {
        var (id, code) = await StartAsync();
        var proof = (await CheckAsync(id, code)).Proof;

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => RedeemAsync(proof))));

        Assert.Single(all, taken => taken.Reason is VoiceCodeReason.None);
        Assert.Equal(63, all.Count(taken => taken is { Reason: VoiceCodeReason.InvalidToken, Number: null }));
    }

    [Fact]
    public async Task Redeem_StoreIsAway_IsNotTaken()
    {
        var (id, code) = await StartAsync();
        var proof = (await CheckAsync(id, code)).Proof;
        await using var broken = Create(services => services.AddSingleton<IVoiceCodeStore>(new BrokenStore()));

        var taken = await RedeemAsync(proof, provider: broken);

        Assert.Equal((VoiceCodeReason.Unavailable, null), (taken.Reason, taken.Number));
    }

    [Fact]
    public async Task Check_ManyIdsOfOneNumber_BuyNoGuesses()
    {
        await using var provider = Create(limits: options =>
        {
            options.Limits.NumberOthers = AllowanceRules.Parse("100 in 1h");
            options.Limits.User = AllowanceRules.Parse("100 in 1h");
            options.Limits.Number = AllowanceRules.Parse("100 in 1h");
            options.Limits.Prefix = AllowanceRules.Parse("100 in 1h");
        });
        var compared = 0;
        for (var i = 0; i < 30; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(4));
            if ((await StartAsync(PhonePurpose.SignIn, provider: provider)) is not { Id: { } id, Code: var code })
            {
                break;
            }

            for (var j = 1; j <= 3; j++)
            {
                compared += (await CheckAsync(id, TestSite.Wrong(code, j), provider)).Verification.Reason
                    is VoiceCodeReason.WrongCode or VoiceCodeReason.TriesUsedUp ? 1 : 0;
            }
        }

        Assert.Equal(10, compared);
    }

    [Fact]
    public async Task Start_SecondIdOfANumber_HasACodeOfItsOwn()
    {
        var (first, code) = await StartAsync();
        _clock.Advance(TimeSpan.FromSeconds(61));
        var (second, other) = await StartAsync();

        Assert.NotEqual(code, other);
        Assert.Equal(VoiceCodeReason.WrongCode, (await CheckAsync(first, other)).Verification.Reason);
        Assert.Equal(VoiceCodeReason.None, (await CheckAsync(first, code)).Verification.Reason);
        Assert.Equal(VoiceCodeReason.None, (await CheckAsync(second, other)).Verification.Reason);
    }

    [Fact]
    public async Task CallAgain_WhileTheCodeLives_SpeaksTheSame()
    {
        var (id, code) = await StartAsync();
        _clock.Advance(TimeSpan.FromSeconds(61));

        var again = await Phones(_provider, phones => phones.CallAgainAsync(id));

        Assert.Equal((VoiceCodeReason.None, id), (again.Call.Reason, again.Id));
        Assert.Equal(code, _sender.LastCode);
    }

    [Fact]
    public async Task CallAgain_AfterHalfAnHour_IsOver()
    {
        var (id, _) = await StartAsync();
        _clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(VoiceCodeReason.NoLiveCode, (await Phones(_provider, phones => phones.CallAgainAsync(id))).Call.Reason);
    }

    [Theory]
    [InlineData("1", VoiceCodeReason.InvalidPhoneNumber)]
    [InlineData(null, VoiceCodeReason.InvalidPhoneNumber)]
    [InlineData("+12025550123", VoiceCodeReason.DestinationNotAllowed)]
    public async Task Start_NumberThatIsNotCalled_GivesNoId(string? number, VoiceCodeReason reason)
    {
        var start = await Phones(_provider, phones => phones.StartAsync(number, PhonePurpose.SignIn));

        Assert.Equal((reason, null), (start.Call.Reason, start.Id));
        Assert.Empty(_sender.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("登录")]
    public async Task Start_PurposeWithOtherSigns_Throws(string purpose) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Phones(_provider, phones => phones.StartAsync(Number, purpose)));

    [Fact]
    public async Task Start_OftenForOneNumber_IsTheStrangersPool()
    {
        var placed = 0;
        for (var i = 0; i < 20; i++)
        {
            placed += (await StartAsync()).Id is null ? 0 : 1;
            _clock.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(3, placed);
    }

    [Fact]
    public async Task Start_OneClientManyNumbers_IsTheClientsLimit()
    {
        var placed = 0;
        for (var i = 0; i < 20; i++)
        {
            var number = $"+86139{i:D4}1234";
            placed += (await Phones(_provider, phones => phones.StartAsync(
                number, PhonePurpose.SignIn, IPAddress.Parse("192.0.2.7")))).Id is null ? 0 : 1;
        }

        Assert.Equal(10, placed);
        Assert.NotNull((await Phones(_provider, phones => phones.StartAsync(
            "+8613911281234", PhonePurpose.SignIn, IPAddress.Parse("192.0.2.8")))).Id);
    }

    [Fact]
    public async Task Events_OfANumber_HaveNoUserAndNoNumber()
    {
        var (id, code) = await StartAsync();
        await CheckAsync(id, code);

        Assert.Equal([VoiceCodeEventKind.Issued, VoiceCodeEventKind.Verified], _events.Select(each => each.Kind));
        Assert.All(_events, each => Assert.Null(each.UserId));
        Assert.All(_sender.Calls, call => Assert.Null(call.UserId));
        Assert.All(_sender.Calls, call => Assert.Equal(VoiceCodePurposeKind.PhoneVerification, call.PurposeKind));
        Assert.DoesNotContain("1391128", id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unlock_LockedNumber_IsOpenAgain()
    {
        var (id, code) = await StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await CheckAsync(id, TestSite.Wrong(code, i));
        }

        _clock.Advance(TimeSpan.FromSeconds(200));
        (id, code) = await StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await CheckAsync(id, TestSite.Wrong(code, i));
        }

        _clock.Advance(TimeSpan.FromSeconds(400));
        Assert.Equal(VoiceCodeReason.LockedOut, (await Phones(_provider, phones => phones.StartAsync(Number, PhonePurpose.SignIn))).Call.Reason);

        Assert.True(await Phones(_provider, phones => phones.UnlockAsync(Number)));

        (id, code) = await StartAsync();
        Assert.Equal(VoiceCodeReason.None, (await CheckAsync(id, code)).Verification.Reason);
    }

    [Fact]
    public async Task Check_KeysWereRotated_OldIdsAndProofsStayGood()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            void Keys(IServiceCollection services)
            {
                services.RemoveAll<IDataProtectionProvider>();
                services.AddDataProtection().PersistKeysToFileSystem(folder);
            }

            await using var before = Create(Keys);
            var (id, code) = await StartAsync(provider: before);
            await using var after = Create(services =>
            {
                Keys(services);
                services.AddSingleton(before.GetRequiredService<IVoiceCodeStore>());
            });
            after.GetRequiredService<IKeyManager>()
                .CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));

            var check = await CheckAsync(id, code, after);

            Assert.Equal(VoiceCodeReason.None, check.Verification.Reason);
            Assert.Equal(VoiceCodeReason.None, (await RedeemAsync(check.Proof, provider: after)).Reason);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => _provider.Dispose();

    private ServiceProvider Create(Action<IServiceCollection>? services = null, Action<VoiceCodeOptions>? limits = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(_clock);
        collection.AddSingleton<IVoiceCodeSender>(_sender);
        collection.AddSingleton<IVoiceCodeObserver>(new Observer(_events));
        collection.AddYtxPhoneVerification();
        collection.Configure(limits ?? (_ => { }));
        collection.AddSingleton(_keys);
        services?.Invoke(collection);
        return collection.BuildServiceProvider(validateScopes: true);
    }

    private async Task<T> Phones<T>(ServiceProvider provider, Func<IPhoneVerification, Task<T>> ask)
    {
        await using var scope = provider.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<IPhoneVerification>());
    }

    private async Task<(string? Id, string Code)> StartAsync(string purpose = PhonePurpose.SignIn, ServiceProvider? provider = null)
    {
        var start = await Phones(provider ?? _provider, phones => phones.StartAsync(Number, purpose));
        return (start.Id, start.Id is null ? "" : _sender.LastCode);
    }

    private Task<PhoneVerificationCheck> CheckAsync(string? id, string? code, ServiceProvider? provider = null) =>
        Phones(provider ?? _provider, phones => phones.CheckAsync(id, code));

    private Task<PhoneProof> RedeemAsync(string? proof, string purpose = PhonePurpose.SignIn, ServiceProvider? provider = null) =>
        Phones(provider ?? _provider, phones => phones.RedeemAsync(proof, purpose));

    private sealed class Observer(List<VoiceCodeEvent> events) : IVoiceCodeObserver
    {
        public ValueTask ObserveAsync(VoiceCodeEvent voiceCodeEvent, CancellationToken cancellationToken = default)
        {
            lock (events)
            {
                events.Add(voiceCodeEvent);
            }

            return ValueTask.CompletedTask;
        }
    }
}
