using Ytx.Voice;

namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody wants to keep an owner out of his account.</summary>
public sealed class OwnerAttackTests(LockingSite site) : IClassFixture<LockingSite>
{
    [Fact]
    public async Task Flood_ConfirmationInAStolenSession_LeavesTheLogInOpen()
    {
        using var stolen = site.Visitor();
        var owner = await site.CreateAccountAsync();
        var page = await stolen.EnterPasswordAsync(owner);
        await stolen.EnterCodeAsync(page, await site.CodeAsync(owner.Number));

        page = await FloodAsync(new Guest(stolen, owner), site.NextNumber());

        Assert.Contains("Too many wrong codes", page.Alert, StringComparison.Ordinal);
        Assert.Equal(10, site.Audit.WrongCodes(await site.UserAsync(owner), VoiceCodePurposeKind.ChangePhoneNumber).Count);
        await AssertLogsInAsync(owner);
    }

    [Fact]
    public async Task Flood_OwnersNumberInAStrangersAccount_LeavesTheLogInOpen()
    {
        using var stranger = await site.GuestAsync();
        var owner = await site.CreateAccountAsync();

        var page = await FloodAsync(stranger, owner.Number);

        Assert.Contains("Too many wrong codes", page.Alert, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await AssertLogsInAsync(owner);
    }

    [Fact]
    public async Task Flood_LogInWithoutThePassword_TakesNoneOfTheOwnersCalls()
    {
        var owner = await site.CreateAccountAsync();
        for (var i = 0; i < 9; i++)
        {
            using var stranger = site.Visitor();
            var page = await stranger.EnterPasswordAsync(owner with { Password = $"guess-number-{i}" });
            var token = page.Form("Sign in").Fields["__RequestVerificationToken"];
            foreach (var handler in new[] { "", "?handler=CallAgain" })
            {
                var answer = await stranger.PostAsync(
                    $"/SignIn/Call{handler}",
                    ("__RequestVerificationToken", token), ("Input.Code", "000000"), ("Input.Email", owner.Email));
                Assert.Equal("/SignIn", answer.Headers.Location!.ToString());
            }
        }

        Assert.Empty(await site.CallsAsync(owner.Number));
        Assert.Empty(site.Audit.WrongCodes(await site.UserAsync(owner)));
        await AssertLogsInAsync(owner);
    }

    /// <summary>As many wrong codes for a number as the page takes.</summary>
    private async Task<WebPage> FloodAsync(Guest guest, string number)
    {
        var form = await guest.RingAsync(number);
        var page = form;
        for (var i = 0; i < 12; i++)
        {
            page = await guest.Visitor.EnterCodeAsync(form, Codes.Wrong(await site.CodeAsync(number)), "Confirm");
            if (page.Text.Contains("Too many wrong tries", StringComparison.Ordinal))
            {
                site.Clock.Advance(TimeSpan.FromMinutes(1));
                page = await guest.Visitor.SubmitAsync(page, "Call again");
                form = page.TakesACode ? page : form;
            }
        }

        return page;
    }

    private async Task AssertLogsInAsync(Account owner)
    {
        using var visitor = site.Visitor();
        var before = (await site.CallsAsync(owner.Number)).Count;
        var page = await visitor.EnterPasswordAsync(owner);
        Assert.Equal(before + 1, (await site.CallsAsync(owner.Number)).Count);
        page = await visitor.EnterCodeAsync(page, await site.CodeAsync(owner.Number));
        Assert.Contains("You are signed in", page.Text, StringComparison.Ordinal);
    }
}
