using System.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Api.Tests;

/// <summary>Who has an account, and with which password, is told by nothing of a refusal.</summary>
public sealed class EnumerationTests
{
    [Fact]
    public async Task SignIn_AnyRefusal_IsTheSameToTheByte()
    {
        await using var site = await ApiSite.StartAsync(ConfirmedOnly);
        await CreateAllAsync(site);
        var client = site.NewClient();
        var answers = new List<string>();
        foreach (var (email, password) in Refused)
        {
            var answer = await client.PostAsync("/voice/sign-in", new { email, password });
            Assert.Equal((401, "sign-in-failed"), answer.Problem);
            answers.Add($"{answer.Text} {string.Join(' ', answer.Headers.Where(header => header.Key is not "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}"))}");
        }

        Assert.Single(answers.Distinct());
        Assert.Empty(client.SetCookies);
    }

    [Fact]
    public async Task SignIn_AnyRefusal_TakesTheSameTime()
    {
        await using var site = await ApiSite.StartAsync(services =>
        {
            ConfirmedOnly(services);
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 50_000)
                .Configure<IdentityOptions>(options => options.Lockout.MaxFailedAccessAttempts = 1000);
        });
        await CreateAllAsync(site);
        var client = site.NewClient();
        var times = Refused.ToDictionary(refused => refused, _ => new List<double>());
        for (var round = 0; round < 41; round++)
        {
            foreach (var (refused, taken) in times)
            {
                var begun = Stopwatch.GetTimestamp();
                Assert.Equal(401, (await client.PostAsync("/voice/sign-in", new { email = refused.Email, password = refused.Password })).Status);
                if (round > 0)
                {
                    taken.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }
            }
        }

        // Without the comparison that nobody needs, an answer takes a tenth of it.
        var medians = times.ToDictionary(time => time.Key.Email, time => time.Value.Order().ElementAt(time.Value.Count / 2));
        Assert.True(medians.Values.Max() < 2 * medians.Values.Min(), string.Join(", ", medians));
    }

    private static readonly (string Email, string Password)[] Refused =
    [
        (ApiSite.Email, "wrong"), ("nobody@example.com", ApiSite.Password), ("locked@example.com", ApiSite.Password),
        ("unconfirmed@example.com", ApiSite.Password), ("without@example.com", ApiSite.Password),
    ];

    private static void ConfirmedOnly(IServiceCollection services) =>
        services.Configure<IdentityOptions>(options => options.SignIn.RequireConfirmedEmail = true);

    private static async Task CreateAllAsync(ApiSite site)
    {
        await site.CreateAsync(user => (user.TwoFactorEnabled, user.EmailConfirmed) = (false, true));
        foreach (var (id, name) in ((string, string)[])[("2", "locked"), ("3", "unconfirmed"), ("4", "without")])
        {
            await site.CreateAsync(user =>
                (user.Id, user.UserName, user.Email, user.EmailConfirmed) = (id, $"{name}@example.com", $"{name}@example.com", name is not "unconfirmed"));
        }

        await site.UserAsync((users, user) => users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue), "2");
        await site.UserAsync((users, user) => users.RemovePasswordAsync(user), "4");
    }
}
