using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity.UI.Services;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace WebAppDemo.Tests;

public sealed class MailboxPageTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Mailbox_AfterRegistering_HasTheLink(string language)
    {
        await using var site = new MailboxSite();
        await site.InitializeAsync();
        using var visitor = site.Visitor();
        visitor.Send("Accept-Language", language);
        var words = new PageWords(language);
        await visitor.SubmitAsync(
            await visitor.GetAsync("/Register"), words["Register/SendLink"], ("Input.Email", "somebody@example.com"));

        var mailbox = await visitor.GetAsync("/Mailbox");
        var link = mailbox.Document.QuerySelector(".mail a")!.GetAttribute("href")!;

        Assert.Contains(words["Register/Subject"], mailbox.Text, StringComparison.Ordinal);
        Assert.Equal("/Register/Password", (await visitor.GetAsync(new Uri(link).PathAndQuery)).Path);
    }

    private sealed class MailboxSite : DemoSite
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services =>
                services.AddSingleton<IEmailSender>(provider => provider.GetRequiredService<DevelopmentMailbox>()));
        }
    }
}
