namespace WebAppDemo.Tests.Attacks;

/// <summary>Somebody with an account of his own, at work against somebody else.</summary>
public sealed record Guest(Visitor Visitor, Account Account) : IDisposable
{
    public void Dispose() => Visitor.Dispose();

    /// <summary>Asks for a call to any number, to make it his.</summary>
    public async Task<WebPage> RingAsync(string number) => await Visitor.SubmitAsync(
        await Visitor.GetAsync("/Phone"), "Call this number",
        ("Input.PhoneNumber", number), ("Input.Password", Account.Password));
}
