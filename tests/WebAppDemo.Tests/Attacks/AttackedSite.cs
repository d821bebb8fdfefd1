using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Hooks;

namespace WebAppDemo.Tests.Attacks;

/// <summary>
/// The demo without Identity's own lockout, which would stop most attacks before the library's limits are reached: those
/// must hold alone. And without a limit for the one address that all attackers of a test have.
/// </summary>
public class AttackedSite : DemoSite
{
    public Audit Audit { get; } = new();

    protected virtual bool IsLockoutOn => false;

    protected override string ClientAddressLimit => "100 in 1s";

    /// <summary>A guest with an account of his own, logged in, without a number.</summary>
    public async Task<Guest> GuestAsync()
    {
        var account = await CreateAccountAsync(number: null, secondFactor: false);
        var visitor = Visitor();
        await visitor.EnterPasswordAsync(account);
        return new Guest(visitor, account);
    }

    public async Task<AppUser> UserAsync(Account account) => (await FindUserAsync(account.Email))!;

    /// <summary>The times of the calls to a number since a moment, in order.</summary>
    public IReadOnlyList<TimeSpan> CallTimes(string number, DateTimeOffset since) =>
        [.. Simulator.Calls.Where(call => call.Dst == number).Select(call => call.ReceivedAt - since).Order()];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<IVoiceCodeObserver>(Audit);
            services.Configure<IdentityOptions>(identity => identity.Lockout.AllowedForNewUsers = IsLockoutOn);
        });
    }
}
