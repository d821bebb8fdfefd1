using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Ytx.Identity.StackExchangeRedis.Tests.Site;

namespace Ytx.Identity.StackExchangeRedis.Tests;

public sealed class RedisVoiceCodeStoreOptionsValidatorTests
{
    private readonly RedisVoiceCodeStoreOptions _options = new() { Configuration = "localhost:6379,password=secret" };

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Validate_Timeout_IsHeldToItsBounds(int milliseconds, bool isValid)
    {
        _options.Timeout = TimeSpan.FromMilliseconds(milliseconds);

        AssertValid(isValid, "Timeout");
    }

    [Theory]
    [InlineData("", 64, true)]
    [InlineData("", 65, false)]
    [InlineData("a{b", 0, false)]
    [InlineData("a}b", 0, false)]
    public void Validate_InstanceName_IsShortAndHasNoBraces(string name, int padding, bool isValid)
    {
        _options.InstanceName = name + new string('n', padding);

        AssertValid(isValid, "InstanceName");
    }

    [Theory]
    [InlineData("localhost,password=first,second=half")]
    [InlineData("localhost,ssl=second")]
    [InlineData("password=second")]
    [InlineData("localhost:second")]
    public void Validate_NoConnectionString_IsNamedWithoutAnyPartOfIt(string configuration)
    {
        _options.Configuration = configuration;

        var failure = AssertValid(false, "Configuration");

        Assert.DoesNotContain("second", failure);
    }

    [Fact]
    public async Task StartAsync_OptionOutOfRange_FailsAndNamesIt()
    {
        using var host = RedisHost.Build(identity => identity.AddRedisVoiceCodeStore(options =>
        {
            options.ConfigurationOptions = new ConfigurationOptions { EndPoints = { "127.0.0.1:1" } };
            options.Timeout = TimeSpan.FromMinutes(1);
        }));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("RedisVoiceCodeStoreOptions.Timeout", failure.Message);
    }

    private string AssertValid(bool isValid, string setting)
    {
        var result = new RedisVoiceCodeStoreOptionsValidator().Validate(null, _options);

        Assert.Equal(isValid, result.Succeeded);
        var failures = result.FailureMessage ?? "";
        Assert.Equal(!isValid, failures.Contains($"RedisVoiceCodeStoreOptions.{setting} "));
        Assert.DoesNotContain("secret", failures);
        return failures;
    }
}
