// Sign in by password and a call, in one file. Development only: the user's password stands here, and the calls ring a virtual handset.
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Ytx.Identity;
using Ytx.Voice.Simulator;

var builder = WebApplication.CreateBuilder(args);
var services = builder.Services;

// The users: in memory, as long as this connection is open.
await using var connection = new SqliteConnection("Data Source=:memory:");
await connection.OpenAsync();
services.AddDbContext<IdentityDbContext>(database => database.UseSqlite(connection));

// Identity with voice calls.
services.AddIdentityCore<IdentityUser>()
    .AddEntityFrameworkStores<IdentityDbContext>()
    .AddSignInManager()
    .AddYtxVoiceTokenProvider();
services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
services.AddAuthorization();
services.AddAntiforgery();

// A phone to try it with, in Development. With a real gateway the section "Ytx" of the configuration comes.
services.AddYtxHandset();

await using var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();

app.MapGet("/", (HttpContext context, IAntiforgery forgery, IYtxSimulatorAccessor phone, string? said) => Html(context, forgery,
    context.User.Identity is { IsAuthenticated: true } user
        ? $"<p>You are signed in as {user.Name}.</p>{Form("sign-out", "", "Sign out")}"
        : said is null
            ? Form("sign-in", "<label>Email <input name=email value=demo@example.com></label> "
                + "<label>Password <input name=password type=password value=Demo-password-1></label>", "Sign in")
            : $"<p role=status>{Say(said)}</p><p>It rings <a href='{phone.Address}' target=_blank>here</a>.</p>"
                + Form("code", "<label>Code <input name=code inputmode=numeric autocomplete=one-time-code autofocus></label>", "Sign in")
                + Form("call", "", "Call again")));

// The first step: the password. The second one begins with a call.
app.MapPost("/sign-in", async ([FromForm] string email, [FromForm] string password,
    SignInManager<IdentityUser> signIn, IVoiceCodeManager<IdentityUser> codes) =>
    await signIn.PasswordSignInAsync(email, password, isPersistent: false, lockoutOnFailure: true) is { RequiresTwoFactor: true }
        ? Back((await codes.RequestCallAsync((await signIn.UserManager.FindByNameAsync(email))!, VoiceCodePurpose.LogIn)).Reason)
        : Results.Redirect("/"));

app.MapPost("/call", async (IFormCollection _, SignInManager<IdentityUser> signIn, IVoiceCodeManager<IdentityUser> codes) =>
    await signIn.GetTwoFactorAuthenticationUserAsync() is { } user
        ? Back((await codes.RequestCallAsync(user, VoiceCodePurpose.LogIn)).Reason) : Results.Redirect("/"));

// The second step: the code. Tries, limits and single use are the library's.
app.MapPost("/code", async ([FromForm] string code, IVoiceCodeManager<IdentityUser> codes) =>
    await codes.SignInAsync(code) is { Succeeded: false } check ? Back(check.Reason) : Results.Redirect("/"));

// Reading the form is what checks its token against forgery.
app.MapPost("/sign-out", async (IFormCollection _, SignInManager<IdentityUser> signIn) =>
{
    await signIn.SignOutAsync();
    return Results.Redirect("/");
});

await using (var scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Database.EnsureCreatedAsync();
    await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().CreateAsync(new IdentityUser("demo@example.com")
    {
        PhoneNumber = "+8613911281234",
        PhoneNumberConfirmed = true,
        TwoFactorEnabled = true,
    }, "Demo-password-1");
}

await app.RunAsync();

IResult Html(HttpContext context, IAntiforgery forgery, string body) => Results.Content(
    body.Replace("{token}", forgery.GetAndStoreTokens(context).RequestToken, StringComparison.Ordinal), "text/html; charset=utf-8");
string Form(string action, string fields, string button) => $"""
    <form method=post action=/{action}><input type=hidden name=__RequestVerificationToken value="{"{token}"}">{fields} <button>{button}</button></form>
    """;
IResult Back(VoiceCodeReason reason) => Results.Redirect($"/?said={reason}");
string Say(string said) => Enum.TryParse<VoiceCodeReason>(said, out var reason) && reason is not VoiceCodeReason.None
    ? $"That did not work: {reason}." : "We're calling you. Answer and type the digits.";
