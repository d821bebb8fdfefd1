using System.Diagnostics.CodeAnalysis;

namespace Ytx.Voice;

/// <summary>
/// What came of asking the gateway about an account or a call: it was found, there is none, the gateway refused, or there is no
/// answer that can be read.
/// </summary>
/// <remarks>Not a record: a generated <c>ToString</c> would print what was found.</remarks>
internal sealed class YtxAccountResult<T>
{
    /// <summary>Whether it was found.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsFound { get; init; }

    public T? Value { get; init; }

    /// <summary>
    /// Why it is not known, and what to fix: a sentence of ours, with keys of <c>Ytx:</c>; null if it was found, or if there is none.
    /// </summary>
    public string? Failure { get; init; }

    /// <summary>The status with which the gateway refused; null if it did not, or by HTTP.</summary>
    public string? StatusCode { get; init; }
}
