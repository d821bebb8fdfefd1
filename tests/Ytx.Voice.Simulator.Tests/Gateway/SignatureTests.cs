namespace Ytx.Voice.Simulator.Tests;

/// <summary>The document's own example of an account, a token, a timestamp and what must come of them.</summary>
public sealed class SignatureTests : SimulatorTest
{
    private protected override DateTimeOffset Start => new(2014, 4, 16, 6, 20, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("698cd6f76db3cae8e9875c1f8f298b2c", "0")]
    [InlineData("698CD6F76DB3CAE8E9875C1F8F298B2C", "0")]
    [InlineData("698cd6f76db3cae8e9875c1f8f298b2d", "-203")]
    public async Task Sign_DocumentsKnownAnswer_IsAccepted(string sign, string status)
    {
        var call = NewCall();
        call.PathAccount = "abcdefghijklmnopqrstuvwxyz012345";
        call.Authorization = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDV8MjAxNDA0MTYxNDIwMzA=";
        call.Sign = sign;

        var answer = await SendAsync(call);

        Assert.Equal(status, (string?)answer["statusCode"]);
    }

    private protected override void Configure(SimulatorOptions options)
    {
        options.AccountSid = "abcdefghijklmnopqrstuvwxyz012345";
        options.AuthToken = "0123456789abcdef0123456789abcdef";
    }
}
