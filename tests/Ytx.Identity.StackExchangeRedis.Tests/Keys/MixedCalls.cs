using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis.Tests.Servers;
using Ytx.Identity.StackExchangeRedis.Tests.Store;
using Ytx.Identity.Tests;

namespace Ytx.Identity.StackExchangeRedis.Tests.Keys;

/// <summary>
/// A thousand calls as an application makes them, each of another user and number, with right codes, wrong ones and none,
/// and everything that they left in Redis. Of the codes that were spoken some still wait.
/// </summary>
public sealed class MixedCalls : IAsyncLifetime
{
    private const int Calls = 1_000;

    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;
    private MixedCall[]? _all;
    private IReadOnlyList<DumpedKey>? _dump;

    public ConnectionMultiplexer Connection => Made(_connection);

    public IReadOnlyList<MixedCall> All => Made(_all);

    public IReadOnlyList<DumpedKey> Dump => Made(_dump);

    public async ValueTask InitializeAsync()
    {
        if (RedisBinary.Installed is null)
        {
            return;
        }

        _server = await RedisServer.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
        using var site = new TestSite(
            options =>
            {
                options.Store.Key = StoreFactory.StoreKey;
                options.Limits.ClientAddress = options.Limits.Prefix = AllowanceRules.Parse("100 in 1h");
                options.Limits.DailyBudget = 100_000;
            },
            services =>
            {
                services.AddSingleton(TimeProvider.System);
                new IdentityBuilder(typeof(TestUser), services).AddRedisVoiceCodeStore(options =>
                {
                    options.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(_connection);

                    // A thousand at once on a busy machine wait for each other.
                    options.Timeout = TimeSpan.FromSeconds(10);
                });
            });
        _all = [.. await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => Task.Run(() => CallAsync(site, i))))];
        Assert.InRange(_all.Count(call => call.Code is not null), Calls * 3 / 4, Calls);
        _dump = await DatabaseDump.ReadAsync(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            await _server!.DisposeAsync();
        }
    }

    // Without a server a test over what was made says so, and does not look at nothing.
    private static T Made<T>(T? made)
        where T : class
    {
        RedisBinary.Require();
        return made!;
    }

    private static async Task<MixedCall> CallAsync(TestSite site, int i)
    {
        var user = await site.CreateUserAsync(user => user.PhoneNumber = Number(i));
        var number = i % 5 is 0 ? Number(9_000 + (i / 5)) : user.PhoneNumber!;
        var purpose = (i % 5) switch
        {
            0 => VoiceCodePurpose.ChangePhoneNumber(number),
            1 => VoiceCodePurpose.ResetPassword,
            2 => $"pay:order-{i}",
            _ => VoiceCodePurpose.LogIn,
        };
        var address = i % 10 is 0
            ? IPAddress.Parse($"203.0.113.{1 + (i % 20)}")
            : IPAddress.Parse($"2001:db8:{i:x}:{7 * i:x}::{i:x}");
        using var session = site.NewSession();
        site.Services.GetRequiredService<IHttpContextAccessor>().HttpContext =
            new DefaultHttpContext { Connection = { RemoteIpAddress = address } };
        var result = await session.Codes.RequestCallAsync(user, purpose);
        var call = new MixedCall(user, purpose, number, address, result.Code);
        if (call.Code is not { } code)
        {
            Assert.Equal(VoiceCodeReason.LimitReached, result.Reason);
            return call;
        }

        for (var wrong = 0; wrong < i % 4; wrong++)
        {
            var check = await session.Codes.VerifyAsync(user, purpose, TestSite.Wrong(code, wrong + 1));
            Assert.Equal(VoiceCodeReason.WrongCode, check.Reason);
        }

        if (i % 3 is 0)
        {
            Assert.Equal(VoiceCodeReason.None, (await session.Codes.VerifyAsync(user, purpose, code)).Reason);
        }

        return call;
    }

    private static string Number(int i) => $"+861391128{i:D4}";
}
