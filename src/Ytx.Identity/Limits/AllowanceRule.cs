namespace Ytx.Identity;

/// <summary>At most so many in any window of this length.</summary>
/// <param name="Count">How many, 1 or more.</param>
/// <param name="Window">The length of the sliding window, at most 31 days.</param>
/// <param name="Pause">Once the window is full, at least this long without any. Default none.</param>
public readonly record struct AllowanceRule(int Count, TimeSpan Window, TimeSpan Pause = default);
