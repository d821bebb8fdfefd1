using System.Text.Json;

namespace Ytx.Identity;

/// <summary>A call's status as pages read it, in JSON.</summary>
/// <param name="State">The state, in camel case: <c>ringing</c>.</param>
/// <param name="IsOver">Whether nothing more will be heard of it.</param>
/// <param name="AnsweredFor">How many seconds ago it was answered; null if it was not.</param>
/// <param name="CanCallAgain">Whether another call can reach anybody.</param>
/// <param name="NextCallIn">After how many seconds the next call is allowed; null if no time allows it.</param>
internal sealed record CallStatusModel(string State, bool IsOver, int? AnsweredFor, bool CanCallAgain, int? NextCallIn)
{
    public static CallStatusModel From(VoiceCallStatus status, DateTimeOffset now) => new(
        JsonNamingPolicy.CamelCase.ConvertName(status.State.ToString()),
        status.IsOver,
        status.AnsweredAt is { } answered ? Math.Max(0, (int)(now - answered).TotalSeconds) : null,
        status.CanCallAgain,
        // Up: who does as the page says is not sent away.
        status.NextCallAt is { } next ? Math.Max(0, (int)Math.Ceiling((next - now).TotalSeconds)) : null);
}
