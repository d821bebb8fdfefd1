using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>Says which line to add or to fix.</summary>
internal sealed class RedisVoiceCodeStoreOptionsValidator
    : IValidateOptions<RedisVoiceCodeStoreOptions>, IValidateOptions<VoiceCodeOptions>
{
    private const int MaxInstanceName = 64;

    public ValidateOptionsResult Validate(string? name, RedisVoiceCodeStoreOptions options)
    {
        var failures = new List<string>();
        Check(options.NamesRedis,
            "AddRedisVoiceCodeStore() finds no Redis. Add builder.Services.AddStackExchangeRedisCache(options => "
            + "options.Configuration = \"localhost:6379\"), or name it: .AddRedisVoiceCodeStore(\"localhost:6379\").");
        Check(options.Configuration is null || IsConnectionString(options.Configuration),
            "RedisVoiceCodeStoreOptions.Configuration is not a connection string. Write it as localhost:6379,password=...,ssl=true.");
        Check(options.InstanceName is null || (options.InstanceName.Length <= MaxInstanceName
            && options.InstanceName.AsSpan().IndexOfAny('{', '}') < 0),
            $"RedisVoiceCodeStoreOptions.InstanceName must have at most {MaxInstanceName} characters and no braces, "
            + "because braces mark the hash tag of a key.");
        Check(options.Timeout >= TimeSpan.FromMilliseconds(50) && options.Timeout <= TimeSpan.FromSeconds(10),
            "RedisVoiceCodeStoreOptions.Timeout must be between 00:00:00.050 and 00:00:10.");
        return failures.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(bool holds, string failure)
        {
            if (!holds)
            {
                failures.Add(failure);
            }
        }
    }

    public ValidateOptionsResult Validate(string? name, VoiceCodeOptions options) => options.Store.Key is not null
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            "Ytx:Store:Key is required by AddRedisVoiceCodeStore: without it, whoever reads Redis could find numbers "
            + "by trying them all. Make one, the same for all hosts, with: openssl rand -base64 32");

    // Tried here, because what its parser throws later names parts of it, which may be parts of a password.
    private static bool IsConnectionString(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
