namespace WebAppDemo.Tests;

public sealed record Account(string Email, string Password, string Number)
{
    public string MaskedNumber => $"{Number[..3]}****{Number[^4..]}";
}
