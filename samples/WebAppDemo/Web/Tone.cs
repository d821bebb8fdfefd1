namespace WebAppDemo;

/// <summary>How a notice looks and is announced. Each has a colour and a sign, since not everybody sees colours.</summary>
public enum Tone
{
    /// <summary>It is done, or under way.</summary>
    Done,

    /// <summary>Nothing is wrong, but something has to be waited for or done elsewhere.</summary>
    Wait,

    /// <summary>It did not work.</summary>
    Wrong,
}
