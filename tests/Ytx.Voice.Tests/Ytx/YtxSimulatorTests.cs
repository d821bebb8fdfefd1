using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tests;

/// <summary>The sender against the simulator, whose rules were written from the document by other code.</summary>
public sealed class YtxSimulatorTests
{
    [Theory]
    [InlineData(YtxOperation.TemplateNoticeCall, "NoticeCall.wx", "templateNoticeCall")]
    [InlineData(YtxOperation.CodeCallOut, "CodeCallOut.wx", "callOutCode")]
    public async Task SendAsync_GoodSettings_RingsTheHandset(YtxOperation operation, string function, string action)
    {
        await using var simulator = await StartAsync();

        var receipt = await SendAsync(simulator, options => options.Operation = operation);

        var call = Assert.Single(simulator.Calls);
        Assert.Equal(call.RequestId, receipt.RequestId);
        Assert.Equal("13911281234", call.Dst);
        Assert.Equal(Sample.Code, call.Code);
        Assert.Equal("2", call.Time);
        Assert.Equal("01085485069", call.Dstclid);
        Assert.Equal(function, call.Function);
        Assert.Equal(action, call.Action);
    }

    [Fact]
    public async Task SendAsync_Template_RingsTheHandset()
    {
        await using var simulator = await StartAsync();

        await SendAsync(simulator, options =>
        {
            options.Template.Id = "2750";
            options.Template.Data = ["Demo", "{code}"];
            options.Template.Speed = 4;
            options.DisplayNumber = null;
        });

        var call = Assert.Single(simulator.Calls);
        Assert.Equal((Sample.Code, "2750", "4"), (call.Code, call.TemplateId, call.Speed));
        Assert.Equal(["Demo", Sample.Code], call.Datas);
    }

    [Theory]
    [InlineData("en-GB", "english")]
    [InlineData("en", "english")]
    [InlineData("zh-CN", "simplified")]
    [InlineData("zh-Hans-SG", "simplified")]
    [InlineData("zh-TW", "taiwan")]
    [InlineData("zh-HK", "all-others")]
    [InlineData("fr-FR", "all-others")]
    [InlineData("", "all-others")]
    [InlineData(null, "all-others")]
    public async Task SendAsync_Template_IsThatOfTheCallsLanguage(string? culture, string templateId)
    {
        await using var simulator = await StartAsync();
        await using var services = Sample.Services(
            options =>
            {
                options.BaseAddress = simulator.Address;
                options.Template.Id = "all-others";
                options.Template.IdByLanguage = new() { ["EN"] = "english", ["zh-hans"] = "simplified", ["zh-TW"] = "taiwan" };
            },
            TimeProvider.System);

        await services.Sender().SendAsync(
            new VoiceCodeCall(PhoneNumber.Parse("13911281234"), Sample.Code)
            {
                Culture = culture is null ? null : CultureInfo.GetCultureInfo(culture),
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(templateId, Assert.Single(simulator.Calls).TemplateId);
    }

    [Fact]
    public async Task SendAsync_Landline_RingsTheHandset()
    {
        await using var simulator = await StartAsync();
        await using var services = Sample.Services(options => options.BaseAddress = simulator.Address, TimeProvider.System);

        await services.Sender().SendAsync(
            new VoiceCodeCall(PhoneNumber.Parse("010-85485069"), "246810"), TestContext.Current.CancellationToken);

        Assert.Equal("01085485069", Assert.Single(simulator.Calls).Dst);
    }

    // Neither the account nor the port tells that it is one.
    [Theory]
    [InlineData("Staging", false)]
    [InlineData("Production", false)]
    [InlineData("Development", true)]
    [InlineData(null, true)]
    public async Task SendAsync_AnswerOfASimulator_IsRefusedOutsideDevelopment(string? environment, bool isAccepted)
    {
        await using var simulator = await StartAsync("another-account");
        var services = new ServiceCollection().AddYtxVoiceCodeSender("backup", options =>
        {
            Sample.Fill(options);
            options.AccountSid = "another-account";
            options.BaseAddress = simulator.Address;
        });
        if (environment is not null)
        {
            services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = environment });
        }

        await using var provider = services.BuildServiceProvider();
        var refusal = await provider.GetRequiredKeyedService<IVoiceCodeSender>("backup")
            .SendAsync(Sample.Call, TestContext.Current.CancellationToken);

        Assert.Equal(isAccepted, refusal.IsAccepted);
        if (isAccepted)
        {
            return;
        }

        Assert.Equal((VoiceCallFailure.Configuration, false), (refusal.Failure, refusal.MayHaveBeenPlaced));
        Assert.Contains($"a simulator, which rings no phone and shows every code, while this host runs in {environment}",
            refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Ytx:Accounts:backup:BaseAddress", refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, VoiceCallFailure> WrongSettings => new()
    {
        { "account", "-200", VoiceCallFailure.Configuration },
        { "token", "-203", VoiceCallFailure.Configuration },
        { "application", "-205", VoiceCallFailure.Configuration },
        { "action", "-3", VoiceCallFailure.Configuration },
        { "caller", "-2", VoiceCallFailure.Request },
        { "function", "-101", VoiceCallFailure.Request },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task SendAsync_WrongSetting_IsRefusedWithItsStatus(string what, string status, VoiceCallFailure failure)
    {
        await using var simulator = await StartAsync();

        var outcome = await SendAsync(simulator, options =>
        {
            switch (what)
            {
                case "account":
                    options.AccountSid = "somebody-else";
                    break;
                case "token":
                    options.AuthToken = "wrong";
                    break;
                case "application":
                    options.AppId = "another-app";
                    break;
                case "action":
                    options.Action = "call";
                    break;
                case "caller":
                    options.Operation = YtxOperation.CodeCallOut;
                    options.Function = "NoticeCall.wx";
                    options.DisplayNumber = null;
                    break;
                default:
                    options.Function = "Other.wx";
                    break;
            }
        }).FailureAsync();

        Assert.Equal(status, outcome.StatusCode);
        Assert.Equal(failure, outcome.Failure);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Empty(simulator.Calls);
    }

    [Fact]
    public async Task SendAsync_ClockADayOff_IsRefusedForItsTimestamp()
    {
        await using var simulator = await StartAsync();

        var outcome = await SendAsync(simulator, time: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Sample.Now)).FailureAsync();

        Assert.Equal("-202", outcome.StatusCode);
        Assert.Contains("clock", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(YtxVoiceCodeSenderStatusTests.Table), MemberType = typeof(YtxVoiceCodeSenderStatusTests))]
    public async Task SendAsync_ScriptedRefusal_IsTheFailureOfTheTable(
        string status, VoiceCallFailure failure, bool mayHaveBeenPlaced, string[] words)
    {
        await using var simulator = await StartAsync();
        simulator.QueueFault(SimulatorFault.Refuse(status));

        var outcome = await SendAsync(simulator).FailureAsync();

        Assert.Equal(status, outcome.StatusCode);
        Assert.Equal(failure, outcome.Failure);
        Assert.Equal(mayHaveBeenPlaced, outcome.MayHaveBeenPlaced);
        Assert.All(words, word => Assert.Contains(word, outcome.Message, StringComparison.Ordinal));
        Assert.Empty(simulator.Calls);

        // The fault is spent, and the connection still good.
        await SendAsync(simulator);
        Assert.Single(simulator.Calls);
    }

    public static TheoryData<string, VoiceCallFailure, bool, int> Faults => new()
    {
        { "http 503", VoiceCallFailure.Gateway, true, 0 },
        { "http 429", VoiceCallFailure.Throttled, false, 0 },
        { "http 307", VoiceCallFailure.Configuration, false, 0 },
        { "garbage", VoiceCallFailure.Gateway, true, 0 },
        { "oversize", VoiceCallFailure.NoResponse, true, 0 },
        { "cut before", VoiceCallFailure.NoResponse, true, 0 },
        { "cut after", VoiceCallFailure.NoResponse, true, 1 },
        { "delay", VoiceCallFailure.NoResponse, true, 0 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task SendAsync_ScriptedFault_IsOneFailureAndOneCallAtMost(
        string fault, VoiceCallFailure failure, bool mayHaveBeenPlaced, int calls)
    {
        await using var simulator = await StartAsync();
        simulator.QueueFault(fault switch
        {
            "http 503" => SimulatorFault.Http(503),
            "http 429" => SimulatorFault.Http(429, TimeSpan.FromSeconds(5)),
            "http 307" => SimulatorFault.Http(307),
            "garbage" => SimulatorFault.Garbage(),
            "oversize" => SimulatorFault.Oversize(),
            "cut before" => SimulatorFault.CutBefore(),
            "cut after" => SimulatorFault.CutAfter(),
            _ => SimulatorFault.Delay(TimeSpan.FromSeconds(60)),
        });

        var outcome = await SendAsync(simulator, options =>
        {
            options.ConnectTimeout = TimeSpan.FromSeconds(1);
            options.Pipeline.Timeout = TimeSpan.FromSeconds(fault is "delay" ? 1 : 10);
        }).FailureAsync();

        Assert.Equal(failure, outcome.Failure);
        Assert.Equal(mayHaveBeenPlaced, outcome.MayHaveBeenPlaced);
        Assert.Equal(fault is "http 429" ? TimeSpan.FromSeconds(5) : null, outcome.RetryAfter);
        Assert.Equal(calls, simulator.Calls.Count);
    }

    private static Task<YtxSimulator> StartAsync(string account = Sample.Account) => YtxSimulator.StartAsync(
        new SimulatorOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            AccountSid = account,
            AuthToken = Sample.Token,
            AppId = Sample.App,
        },
        cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<VoiceCallOutcome> SendAsync(
        YtxSimulator simulator, Action<YtxVoiceOptions>? change = null, TimeProvider? time = null)
    {
        await using var services = Sample.Services(
            options =>
            {
                options.BaseAddress = simulator.Address;
                change?.Invoke(options);
            },
            time ?? TimeProvider.System);
        return await services.Sender().SendAsync(Sample.Call, TestContext.Current.CancellationToken);
    }
}
