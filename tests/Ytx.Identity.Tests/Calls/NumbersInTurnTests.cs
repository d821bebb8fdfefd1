using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ytx.Identity.Tests.Calls;

/// <summary>The recipe of docs/call-status.md: a record says that the first number is busy, and the next one is rung.</summary>
public sealed class NumbersInTurnTests
{
    [Fact]
    public async Task RingAsync_FirstIsBusy_RingsTheNextAndNoMore()
    {
        await using var site = await CallSite.StartAsync();
        await using var scope = site.Services.CreateAsyncScope();
        var user = new TestUser();
        await scope.ServiceProvider.GetRequiredService<IUserStore<TestUser>>().CreateAsync(user, TestContext.Current.CancellationToken);
        string[] ends = ["用户正忙", "应答|正常"];
        string[] numbers = ["13911281234", "13911281235", "13911281236"];
        // The vendor's record comes before its answer is read, which is the hardest way.
        site.Sender.Sending = () =>
        {
            var placed = site.Sender.Calls.Count;
            var body = $$"""{"cdr":[{"requestid":"request-{{placed}}","tel":"{{numbers[placed - 1]}}","stateDesc":"{{ends[placed - 1]}}"}]}""";
            Assert.Equal(System.Net.HttpStatusCode.OK, site.PushAsync(body).GetAwaiter().GetResult());
        };

        var call = await new NumbersInTurn(scope.ServiceProvider.GetRequiredService<IVoiceCodeManager<TestUser>>())
            .RingAsync(user, numbers, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);

        Assert.Equal("request-2", call!.RequestId);
        Assert.Equal(["+8613911281234", "+8613911281235"], site.Sender.Calls.Select(placed => placed.To.E164));
    }

    [Fact]
    public void Document_Recipe_IsTheOneThatIsTested()
    {
        var tested = Repository.Read("tests", "Ytx.Identity.Tests", "Calls", "NumbersInTurn.cs");
        var example = tested[tested.IndexOf("internal sealed class", StringComparison.Ordinal)..].Replace("TestUser", "AppUser", StringComparison.Ordinal);

        Assert.Contains(example, Repository.Read("docs", "call-status.md"), StringComparison.Ordinal);
    }
}
