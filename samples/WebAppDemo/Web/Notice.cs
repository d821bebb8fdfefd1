namespace WebAppDemo;

/// <summary>What happened, in a tone: a sentence by its name (see <see cref="Words"/>).</summary>
public sealed record Notice(Tone Tone, string Sentence);
