using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Site;

/// <summary>Every way in which ASP.NET Core adds Identity, with every type of key, runs with one line more.</summary>
public sealed class RegistrationTests
{
    private const string Number = "+8613911281234";

    public static MatrixTheoryData<string, string> Ways => new(
        ["AddIdentityCore", "AddIdentity", "AddDefaultIdentity", "AddIdentityApiEndpoints"], ["string", "int", "Guid"]);

    [Theory]
    [MemberData(nameof(Ways))]
    public Task AddYtxVoiceTokenProvider_EveryWayAndKey_CallsVerifiesConfirmsAndResets(string way, string key) => key switch
    {
        "int" => RunAsync<IdentityUser<int>, IdentityRole<int>, int>(way),
        "Guid" => RunAsync<IdentityUser<Guid>, IdentityRole<Guid>, Guid>(way),
        _ => RunAsync<IdentityUser, IdentityRole, string>(way),
    };

    private static async Task RunAsync<TUser, TRole, TKey>(string way)
        where TUser : IdentityUser<TKey>, new()
        where TRole : IdentityRole<TKey>
        where TKey : IEquatable<TKey>
    {
        var stop = TestContext.Current.CancellationToken;
        using var database = new SqliteConnection("Data Source=:memory:");
        await database.OpenAsync(stop);
        var sender = new RecordingSender();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization().AddDataProtection();
        builder.Services.AddSingleton<IVoiceCodeSender>(sender);
        builder.Services.AddDbContext<UserDb<TUser, TKey>>(options => options.UseSqlite(database));
        (way switch
        {
            "AddIdentityCore" => builder.Services.AddIdentityCore<TUser>().AddDefaultTokenProviders(),
            "AddIdentity" => builder.Services.AddIdentity<TUser, TRole>().AddRoleStore<RoleStore<TRole, UserDb<TUser, TKey>, TKey>>()
                .AddDefaultTokenProviders(),
            "AddDefaultIdentity" => builder.Services.AddDefaultIdentity<TUser>(),
            _ => builder.Services.AddIdentityApiEndpoints<TUser>(),
        }).AddUserStore<UserStore<TUser, TKey>>().AddYtxVoiceTokenProvider();
        await using var site = builder.Build();
        await site.StartAsync(stop);
        await InScopeAsync(async services =>
        {
            await services.GetRequiredService<UserDb<TUser, TKey>>().Database.EnsureCreatedAsync(stop);
            var user = new TUser { UserName = "somebody" };
            Assert.True((await Users(services).CreateAsync(user, IdentitySite.Password)).Succeeded);
            Assert.True((await Codes(services).RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber(Number), stop)).Succeeded);
            Assert.True((await Codes(services).ChangePhoneNumberAsync(user, Number, sender.LastCode, stop)).Succeeded);
        });
        await InScopeAsync(async services =>
        {
            var user = await FindAsync(services);
            Assert.Equal((Number, true), (user.PhoneNumber, user.PhoneNumberConfirmed));
            var code = await Users(services).GenerateTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName);
            Assert.Equal(sender.LastCode, code);
            Assert.True(await Users(services).VerifyTwoFactorTokenAsync(user, YtxVoiceDefaults.ProviderName, code));
        });
        await InScopeAsync(async services =>
        {
            var user = await FindAsync(services);
            var link = await Users(services).GeneratePasswordResetTokenAsync(user);
            Assert.True((await Codes(services).RequestCallAsync(user, VoiceCodePurpose.ResetPassword, stop)).Succeeded);
            Assert.True((await Codes(services).ResetPasswordAsync(user, link, "Another-horse-8", sender.LastCode, stop)).Succeeded);
            Assert.Equal($"{user.Id}", sender.Calls.Last().UserId);
        });
        await InScopeAsync(async services =>
            Assert.True(await Users(services).CheckPasswordAsync(await FindAsync(services), "Another-horse-8")));

        async Task InScopeAsync(Func<IServiceProvider, Task> step)
        {
            await using var scope = site.Services.CreateAsyncScope();
            await step(scope.ServiceProvider);
        }

        static UserManager<TUser> Users(IServiceProvider services) => services.GetRequiredService<UserManager<TUser>>();

        static IVoiceCodeManager<TUser> Codes(IServiceProvider services) => services.GetRequiredService<IVoiceCodeManager<TUser>>();

        static async Task<TUser> FindAsync(IServiceProvider services) => (await Users(services).FindByNameAsync("somebody"))!;
    }
}
