using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Tests;

/// <summary>Settings and a call as the document's examples have them.</summary>
internal static class Sample
{
    public const string Account = "abcdefghijklmnopqrstuvwxyz012345";
    public const string Token = "0123456789abcdef0123456789abcdef";
    public const string App = "sample-app-1";
    public const string Code = "246810";

    /// <summary>20140416142030 in China.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2014-04-16T06:20:30Z", CultureInfo.InvariantCulture);

    public static VoiceCodeCall Call => new(PhoneNumber.Parse("13911281234"), Code);

    /// <summary>The signature as the document writes it down, by other code than the product's.</summary>
    public static string Sign(string account, string token, string timestamp) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(account + token + timestamp)));

    public static void Fill(YtxVoiceOptions options)
    {
        options.BaseAddress = new Uri("http://127.0.0.1:1");
        options.AccountSid = Account;
        options.AuthToken = Token;
        options.AppId = App;
        options.DisplayNumber = "01085485069";
    }

    public static ServiceProvider Services(Action<YtxVoiceOptions>? change = null, TimeProvider? time = null) =>
        new ServiceCollection()
            .AddSingleton(time ?? new FakeTimeProvider(Now))
            .AddYtxVoiceCodeSender(options =>
            {
                Fill(options);
                change?.Invoke(options);
            })
            .BuildServiceProvider();

    public static async Task<VoiceCallOutcome> SendAsync(
        RawGateway gateway, Action<YtxVoiceOptions>? change = null, TimeProvider? time = null)
    {
        await using var services = Services(
            options =>
            {
                options.BaseAddress = gateway.Address;
                change?.Invoke(options);
            },
            time);
        return await services.Sender().SendAsync(
            Call, TestContext.Current.CancellationToken);
    }

    /// <summary>A call that fails although exactly one request arrived.</summary>
    public static async Task<VoiceCallOutcome> FailAsync(
        Answer answer, Action<YtxVoiceOptions>? change = null, TimeProvider? time = null)
    {
        await using var gateway = RawGateway.Start(answer);

        var outcome = await SendAsync(gateway, change, time).FailureAsync();

        Assert.StartsWith("POST ", gateway.OnlyRequest(), StringComparison.Ordinal);
        return outcome;
    }
}
