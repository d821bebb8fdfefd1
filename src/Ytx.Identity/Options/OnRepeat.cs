namespace Ytx.Identity;

/// <summary>What a second call within a code's life speaks.</summary>
public enum OnRepeat
{
    /// <summary>The same code, with the life and the tries it has left: a late first call tells no dead code.</summary>
    SameCode,

    /// <summary>A new code; the old one is dead.</summary>
    NewCode,
}
