namespace Ytx.Voice.Tool;

/// <summary>What the user gave cannot be used, and nothing was sent. Each sentence says what to give instead.</summary>
internal sealed class InputException(params IReadOnlyList<string> sentences) : Exception(string.Join(' ', sentences))
{
    public IReadOnlyList<string> Sentences { get; } = sentences;
}
