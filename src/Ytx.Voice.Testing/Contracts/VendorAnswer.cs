namespace Ytx.Voice.Testing.Contracts;

/// <summary>An HTTP answer of a vendor, with which a contract tries a sender.</summary>
/// <param name="StatusCode">The status, such as 201.</param>
/// <param name="Body">The body, sent as UTF-8; by default none.</param>
/// <param name="ContentType">Of which media type it is; by default JSON.</param>
public sealed record VendorAnswer(int StatusCode, string Body = "", string ContentType = "application/json");
