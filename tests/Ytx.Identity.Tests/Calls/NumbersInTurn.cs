using Ytx.Voice;

namespace Ytx.Identity.Tests.Calls;

// docs/call-status.md shows what follows, with a user of another name.
internal sealed class NumbersInTurn(IVoiceCodeManager<TestUser> codes)
{
    /// <summary>Rings one number after the other until somebody answers, and tells which call that was.</summary>
    public async Task<VoiceCallResult?> RingAsync(TestUser user, IEnumerable<string> numbers, CancellationToken cancellationToken)
    {
        foreach (var number in numbers)
        {
            var call = await codes.RequestCallAsync(user, VoiceCodePurpose.ChangePhoneNumber(number), cancellationToken);
            var state = VoiceCallState.Unknown;
            await foreach (var status in codes.WatchCallAsync(user, call.CallId, cancellationToken))
            {
                state = status.State;
            }

            // What nothing was heard of may still ring: never ring a second phone for it.
            if (state is not (VoiceCallState.Busy or VoiceCallState.Rejected or VoiceCallState.NoAnswer
                or VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber))
            {
                return call;
            }
        }

        return null;
    }
}
