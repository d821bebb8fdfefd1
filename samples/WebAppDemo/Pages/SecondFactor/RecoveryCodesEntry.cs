using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace WebAppDemo;

/// <summary>Recovery codes on their way to the page that shows them, in an encrypted cookie.</summary>
/// <param name="UserId">Whose they are.</param>
/// <param name="Codes">The codes. Secret.</param>
public sealed record RecoveryCodesEntry(string UserId, string[] Codes)
{
    private const string Key = "recovery-codes";

    /// <summary>Names these codes in a form, and no others.</summary>
    public string Mark => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Codes))));

    /// <param name="data">Where it is.</param>
    /// <param name="userId">Whose codes are wanted.</param>
    public static RecoveryCodesEntry? Read(ITempDataDictionary data, string userId) =>
        data.Peek(Key) is string json && JsonSerializer.Deserialize<RecoveryCodesEntry>(json) is { } entry && entry.UserId == userId
            ? entry : null;

    public static void Remove(ITempDataDictionary data) => data.Remove(Key);

    public void Write(ITempDataDictionary data) => data[Key] = JsonSerializer.Serialize(this);

    // The codes are secret.
    public override string ToString() => nameof(RecoveryCodesEntry);
}
