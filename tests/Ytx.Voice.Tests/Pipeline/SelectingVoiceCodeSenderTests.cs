using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Voice.Tests.Pipeline;

/// <summary>Each call can choose its sender, as by tenant.</summary>
public sealed class SelectingVoiceCodeSenderTests
{
    [Theory]
    [InlineData("north")]
    [InlineData("south")]
    public async Task SendAsync_TenantOfTheRequest_ChoosesTheSender(string tenant)
    {
        await using var services = Services(
            context => ValueTask.FromResult(context.Services.GetRequiredService<Tenant>().Name), "north", "south");

        Assert.Equal(tenant, (await SendAsync(services, tenant)).RequestId);
    }

    [Fact]
    public async Task SendAsync_EmptyName_IsTheApplicationsOwnWithItsFailover()
    {
        await using var services = Services(_ => ValueTask.FromResult(""), "", "north");

        Assert.Equal("south", (await SendAsync(services, "")).RequestId);
    }

    [Fact]
    public async Task SendAsync_CallOfTheContext_IsTheOneToPlace()
    {
        VoiceCodeCall? seen = null;
        await using var services = Services(
            context =>
            {
                seen = context.Call;
                return ValueTask.FromResult("north");
            },
            "north");

        await SendAsync(services, "");

        Assert.Equal(Sample.Code, seen!.Code);
    }

    [Theory]
    [InlineData("east")]
    [InlineData("North")]
    [InlineData(null)]
    public async Task SendAsync_NameThatWasNotRegistered_IsRefusedAndRingsNobody(string? name)
    {
        await using var services = Services(_ => ValueTask.FromResult(name!), "north");

        var outcome = await SendAsync(services, "");

        Assert.Equal((VoiceCallFailure.Configuration, false), (outcome.Failure, outcome.MayHaveBeenPlaced));
        Assert.Equal(0, services.GetRequiredKeyedService<Counted>("north").Calls);
    }

    [Fact]
    public async Task SendAsync_NameThatWasNotRegistered_ListsTheNamesAsADelegateReturnsThem()
    {
        using var logs = new CapturedLogs();
        await using var services = Services(_ => ValueTask.FromResult("default"), logs.AddTo, "", "north");

        var outcome = await SendAsync(services, "");

        Assert.EndsWith(": \"\", \"north\".", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(logs.Warnings, line => line.Contains(": \"\", \"north\".", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SendAsync_DelegateThrows_IsRefusedAndTellsNothingOfIt()
    {
        using var logs = new CapturedLogs();
        await using var services = Services(_ => throw new InvalidOperationException("canary"), logs.AddTo, "north");

        var outcome = await SendAsync(services, "");

        Assert.Equal((VoiceCallFailure.Configuration, false), (outcome.Failure, outcome.MayHaveBeenPlaced));
        Assert.DoesNotContain("canary", $"{outcome.Message} {string.Join('\n', logs.Lines)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_CallerGivesUpWhileChoosing_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        await using var services = Services(
            async context =>
            {
                await caller.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return "north";
            },
            "north");
        await using var scope = services.CreateAsyncScope();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => scope.ServiceProvider.Sender().SendAsync(Sample.Call, caller.Token));
    }

    [Theory]
    [InlineData("US", true)]
    [InlineData("FR", false)]
    public async Task CanRing_Region_IsTrueIfAnyThatCanBeChosenCan(string region, bool canRing)
    {
        await using var services = Services(_ => ValueTask.FromResult("north"), "north", "south");
        await using var scope = services.CreateAsyncScope();

        Assert.Equal(canRing, scope.ServiceProvider.Sender().CanRing(region));
    }

    [Fact]
    public void AddVoiceCodeSenderSelection_NoName_Throws() => Assert.Throws<ArgumentException>(
        () => new ServiceCollection().AddVoiceCodeSenderSelection(_ => ValueTask.FromResult("")));

    private static ServiceProvider Services(SelectSender select, params string[] names) => Services(select, _ => { }, names);

    private static ServiceProvider Services(SelectSender select, Action<IServiceCollection> configure, params string[] names)
    {
        var services = new ServiceCollection().AddScoped<Tenant>();
        configure(services);
        foreach (var name in new[] { "north", "south" })
        {
            services.AddKeyedSingleton(name, new Counted(name));
            services.AddKeyedSingleton<IVoiceCodeSender>(name, (provider, _) => provider.GetRequiredKeyedService<Counted>(name));
        }

        return services
            .AddYtxVoiceCodeSender(Sample.Fill)
            .AddFailoverVoiceCodeSender("south")
            .AddVoiceCodeSenderSelection(select, names)
            .BuildServiceProvider(validateScopes: true);
    }

    private static async Task<VoiceCallOutcome> SendAsync(ServiceProvider services, string tenant)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Name = tenant;
        return await scope.ServiceProvider.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
    }

    private sealed class Tenant
    {
        public string Name { get; set; } = "";
    }

    private sealed class Counted(string name) : IVoiceCodeSender
    {
        public int Calls { get; private set; }

        public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(VoiceCallOutcome.Accepted(name));
        }

        public bool CanRing(string region) => region is "US" && name is "south";
    }
}
