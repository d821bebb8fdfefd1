namespace Ytx.Identity.Api;

/// <summary>What OpenAPI tells of an endpoint.</summary>
/// <param name="Name">Its operation's id, without what the prefix adds.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Description">What a developer of a client has to know besides.</param>
internal sealed record OperationText(string Name, string Summary, string Description)
{
    /// <summary>A request, as JSON; null if it has no body.</summary>
    public string? Request { get; init; }

    /// <summary>The answer of status 200, as JSON; null if there is none but tokens.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether the answer can be tokens, or 204 where a cookie says who asks.</summary>
    public bool AnswersTokens { get; init; }

    /// <summary>Whether the request brings a sign-in that waits: null for one that may.</summary>
    public bool? BringsSignInToken { get; init; } = false;

    /// <summary>What it can fail with.</summary>
    public IReadOnlyList<VoiceProblem> Problems { get; init; } = [];
}
