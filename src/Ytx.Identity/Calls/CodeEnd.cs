using Ytx.Identity.Stores;

namespace Ytx.Identity;

/// <summary>A code that was used, or whose tries are used up.</summary>
internal readonly record struct CodeEnd(UserKey User, string Purpose, bool IsUsed);
