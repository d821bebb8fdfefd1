using BlazorSite;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Ytx.Identity.Tests;

namespace WebAppDemo.Tests;

/// <summary>A page that stays open for hours, on a circuit, and keeps its user as it once was.</summary>
public sealed class BlazorCircuitTests(BrowserSite browser) : IClassFixture<BrowserSite>
{
    private const string Old = "+8613911281234";
    private const string New = "+8613911281235";

    [Fact]
    public async Task Call_NumberWasChangedElsewhere_RingsTheNewOneAndForgetsTheOldCode()
    {
        var sender = new RecordingSender();
        await using var site = await Site.StartAsync(sender, Old);
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(site.Urls.Single());

        await page.ClickAsync("#call");
        await Status(page, "1: None");
        await ChangeNumberAsync(site.Services);
        await page.FillAsync("#code", sender.LastCode);
        await page.ClickAsync("#check");
        await Status(page, "2: WrongCode");
        await page.ClickAsync("#call");
        await Status(page, "3: None");
        await page.FillAsync("#code", sender.LastCode);
        await page.ClickAsync("#check");
        await Status(page, "4: None");

        Assert.Equal([Old, New], sender.Calls.Select(call => call.To.E164));
        Assert.Equal(Old, await page.TextContentAsync("#number"));
    }

    private static async Task ChangeNumberAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        var user = await users.FindByIdAsync(Site.UserId);
        Assert.True((await users.SetPhoneNumberAsync(user!, New)).Succeeded);
        user!.PhoneNumberConfirmed = true;
        Assert.True((await users.UpdateAsync(user)).Succeeded);
    }

    private static Task Status(IPage page, string text) =>
        Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(text);
}
