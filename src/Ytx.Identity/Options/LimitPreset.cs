namespace Ytx.Identity;

/// <summary>A set of limits to start from. A limit that is set by itself wins.</summary>
public enum LimitPreset
{
    /// <summary>The documented defaults.</summary>
    Default,

    /// <summary>
    /// What is usual for codes in mainland China: in each pool of calls 2 in 10 min, 3 a day, 1 between 22:00 and 08:00; 6 a day
    /// to a number.
    /// </summary>
    MainlandChinaStrict,
}
