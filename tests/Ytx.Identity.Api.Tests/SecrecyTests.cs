using Ytx.Voice.Tests;

namespace Ytx.Identity.Api.Tests;

/// <summary>What no log and no answer has.</summary>
public sealed class SecrecyTests
{
    [Fact]
    public async Task Logs_AllFlows_HaveNoCodeNumberPasswordOrToken()
    {
        using var logs = new CapturedLogs();
        await using var site = await ApiSite.StartAsync(logs: logs);
        await site.CreateAsync();
        var client = await site.BeginAsync();
        var secrets = new List<string?> { client.SignInToken };
        await client.PostAsync("/voice/sign-in/call");
        secrets.Add(site.LastCode);
        await client.PostAsync("/voice/sign-in/code", new { code = site.LastCode });
        var proof = await site.ProofAsync(client);
        secrets.Add(site.LastCode);
        var call = await client.PostAsync("/voice/phone/call", new { phoneNumber = ApiSite.NewNumber, proof });
        secrets.AddRange([call["phoneToken"], site.LastCode, client.AccessToken, client.RefreshToken]);
        await client.PutAsync("/voice/phone", new { phoneToken = call["phoneToken"], code = site.LastCode });
        await client.PostTextAsync("/voice/step-up", """{"action":"pay","code":987654}""");

        // Numbers of ports and ids may contain six digits by chance, a line with the code as a word does not.
        string[] all = [.. secrets.OfType<string>(), "987654", ApiSite.Password, ApiSite.Number[3..], ApiSite.NewNumber[3..]];
        var told = logs.Lines.Where(line => !line.Contains("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
            && all.Any(secret => line.Split(' ', '\'', '"', '=', ',', ';', '[', ']', '+').Any(word => word.Trim('.') == secret || (secret.Length > 6 && word.Contains(secret, StringComparison.Ordinal)))));
        Assert.NotEmpty(logs.Lines);
        Assert.Empty(told);
    }
}
