using Microsoft.Playwright;

namespace WebAppDemo.Tests;

/// <summary>The virtual handset in a browser profile of its own, so that it has scripts whatever the page has.</summary>
public sealed class Handset(Tab tab) : IAsyncDisposable
{
    public IPage Page => tab.Page;

    public IReadOnlyCollection<string> Complaints => tab.Complaints;

    public ValueTask DisposeAsync() => tab.DisposeAsync();

    /// <summary>The newest call to a number.</summary>
    public ILocator Call(string number) => Page.Locator($"li[data-dst='{number}']").First;

    public Task PressAsync(string number, string button) => Button(number, button).ClickAsync();

    public ILocator Button(string number, string name) =>
        Call(number).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
