using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.Tests.Stores;

/// <summary>A call as tests keep it, and what a vendor reports of it.</summary>
public static class TrackedCalls
{
    public static readonly DateTimeOffset PlacedAt = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static TrackedCall Create(
        VoiceCallState state = VoiceCallState.Accepted, string? callId = null, string? requestId = "request", string user = "user",
        string purpose = "log in") => new()
        {
            CallId = callId ?? Guid.NewGuid().ToString("N")[..22],
            User = new("TestUser", user),
            Purpose = purpose,
            Number = "+8613911281234",
            RequestId = requestId,
            Application = "app",
            State = state,
            PlacedAt = PlacedAt,
            ExpiresAt = PlacedAt + TimeSpan.FromMinutes(5),
            NextCallAt = PlacedAt + TimeSpan.FromMinutes(1),
        };

    public static VoiceCallReport Report(
        VoiceCallState? state, bool isConfirmed = false, DateTimeOffset? answeredAt = null, TimeSpan? duration = null,
        decimal? cost = null, string requestId = "request") => new()
        {
            RequestId = requestId,
            State = state,
            Number = "13911281234",
            Application = "app",
            AnsweredAt = answeredAt,
            Duration = duration,
            Cost = cost,
            IsConfirmed = isConfirmed,
        };
}
