#:package Microsoft.Playwright
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property TreatWarningsAsErrors=false
#:property RunAnalyzers=false
// A user of the Blazor site of docs/getting-started.md, in Chromium with scripts: registers, adds a phone by a call, turns two-step
// sign-in on, and signs in by password, call and code.
//
//     dotnet run .ci/browser.cs -- SITE HANDSET
using System.Text.Json;
using Microsoft.Playwright;

var (site, handset) = (args[0], args[1]);
const string Email = "browser@example.com";
const string Password = "Sample-password-1";
const string Number = "13911281236";

using var calls = new HttpClient { BaseAddress = new Uri(handset) };
using var playwright = await Playwright.CreateAsync();
await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find("chromium"), Args = ["--no-sandbox"] });
var context = await chromium.NewContextAsync(new() { BaseURL = site, Locale = "en" });
context.SetDefaultTimeout(30_000);
var page = await context.NewPageAsync();
var errors = new List<string>();
page.PageError += (_, error) => errors.Add(error);

await page.GotoAsync("/Account/Register");
await page.GetByLabel("Email").FillAsync(Email);
await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
await page.GetByLabel("Confirm Password").FillAsync(Password);
await PressAsync("Register");
await page.GetByRole(AriaRole.Link, new() { Name = "Click here to confirm your account" }).ClickAsync();
await page.GetByText("Thank you for confirming your email").WaitForAsync();

await SignInAsync();
await page.GotoAsync("/Account/Manage/Phone");
await page.GetByLabel("Phone number").FillAsync(Number);
await page.GetByLabel("Current password").FillAsync(Password);
await PressAsync("Call this number");
await page.GetByLabel("Code from the call").FillAsync(await CodeAsync(1));
await PressAsync("Confirm");
await page.GetByText("The phone number is confirmed.").WaitForAsync();
await PressAsync("Turn on two-step sign-in");
await page.GetByText("Keep these codes").WaitForAsync();

await context.ClearCookiesAsync();
await SignInAsync();
await PressAsync("Call me");
await page.GetByLabel("Code from the call").FillAsync(await CodeAsync(2));
await PressAsync("Sign in");
await page.GotoAsync("/Account/Manage");
await page.GetByText("139****1236").First.WaitForAsync();
if (errors.Count > 0)
{
    throw new InvalidOperationException($"The page's scripts failed: {string.Join("; ", errors)}");
}

Console.WriteLine("in Chromium, too");

async Task SignInAsync()
{
    await page.GotoAsync("/Account/Login");
    await page.GetByLabel("Email").FillAsync(Email);
    await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
    await PressAsync("Log in");
    await page.WaitForURLAsync(url => !url.Contains("/Account/Login?") && !url.EndsWith("/Account/Login", StringComparison.Ordinal));
}

Task PressAsync(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

// The newest call's, once there are so many calls to the number.
async Task<string> CodeAsync(int count)
{
    for (var i = 0; i < 300; i++)
    {
        using var all = JsonDocument.Parse(await calls.GetStringAsync("/_simulator/calls"));
        var rang = all.RootElement.EnumerateArray().Where(call => call.GetProperty("dst").GetString() is Number).ToList();
        if (rang.Count == count)
        {
            return rang[0].GetProperty("code").GetString()!;
        }

        await Task.Delay(100);
    }

    throw new TimeoutException("Nobody called.");
}

static string Find(string name) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, name))
    .First(File.Exists);
