using System.Text.Json;

namespace Ytx.Identity;

/// <summary>A call's status as pages read it, in JSON.</summary>
/// <param name="State">The state, in camel case: <c>ringing</c>.</param>
/// <param name="IsOver">Whether nothing more will be heard of it.</param>
/// <param name="AnsweredFor">How many seconds ago it was answered; null if it was not.</param>
/// <param name="NextCallIn">After how many seconds the next call is worth asking for; null if no time allows one.</param>
internal sealed record CallStatusModel(string State, bool IsOver, int? AnsweredFor, int? NextCallIn)
{
    public static CallStatusModel From(VoiceCallStatus status, DateTimeOffset now) => new(
        JsonNamingPolicy.CamelCase.ConvertName(status.State.ToString()),
        status.IsOver,
        // Down, and up: who does as the page says is not sent away.
        status.AnsweredAt is { } answered ? Math.Max(0, (int)(now - answered).TotalSeconds) : null,
        status.NextCallAt is { } next ? Math.Max(0, (int)Math.Ceiling((next - now).TotalSeconds)) : null);
}
