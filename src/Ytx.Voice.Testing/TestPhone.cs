using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace Ytx.Voice.Testing;

/// <summary>
/// A phone for tests of a site: it takes the place of the vendor, in any test framework. Register it with
/// <c>services.AddTestPhone(phone)</c>, in <c>ConfigureTestServices</c>; the site then needs no settings of a vendor, and its
/// clock is the phone's.
/// </summary>
/// <remarks>Safe for concurrent use. One phone can serve several hosts.</remarks>
public sealed class TestPhone
{
    private readonly CallLine _line;
    private readonly ConcurrentQueue<VoiceCallFailure> _failures = new();
    private int _requests;

    /// <summary>Makes a phone that nobody has called.</summary>
    /// <param name="clock">
    /// The clock of site and test, which stands until <see cref="AdvanceTime"/>; by default one that begins at the present time.
    /// </param>
    public TestPhone(FakeTimeProvider? clock = null)
        : this(clock, CallLine.OrdinaryPatience)
    {
    }

    internal TestPhone(FakeTimeProvider? clock, TimeSpan patience)
    {
        Clock = clock ?? new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _line = new CallLine { Patience = patience };
    }

    /// <summary>The clock of the site: it stands until <see cref="AdvanceTime"/>.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>All calls that rang, oldest first, also those that <see cref="NextCallAsync"/> has returned.</summary>
    public IReadOnlyList<TestCall> Calls => _line.Calls;

    /// <summary>Waits for a call to a number. Each call is returned once, in their order.</summary>
    /// <param name="number">The number, such as <c>+8613911281234</c>. Without a country code it is one of mainland China.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The call: at once if it came already.</returns>
    /// <exception cref="FormatException"><paramref name="number"/> is no phone number.</exception>
    /// <exception cref="TimeoutException">Nobody called in ten seconds of real time.</exception>
    public Task<TestCall> NextCallAsync(string number, CancellationToken cancellationToken = default) =>
        _line.TakeAsync(PhoneNumber.Parse(number), cancellationToken);

    /// <summary>
    /// Answers a call. Like the three below, it is told to a site that follows its calls (<c>AddYtxCallStatus()</c>), which learns of
    /// it soon, in the background; to any other it makes no difference.
    /// </summary>
    /// <param name="call">One of <see cref="Calls"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="call"/> rang another phone.</exception>
    public void Answer(TestCall call) => Report(call, VoiceCallState.Answered);

    /// <summary>Declines a call.</summary>
    /// <inheritdoc cref="Answer"/>
    public void Decline(TestCall call) => Report(call, VoiceCallState.Rejected);

    /// <summary>Lets a call ring until the network gives up.</summary>
    /// <inheritdoc cref="Answer"/>
    public void LetRing(TestCall call) => Report(call, VoiceCallState.NoAnswer);

    /// <summary>Is switched off when the call comes.</summary>
    /// <inheritdoc cref="Answer"/>
    public void SwitchOff(TestCall call) => Report(call, VoiceCallState.SwitchedOff);

    /// <summary>
    /// Lets the next call fail. After <see cref="VoiceCallFailure.NoResponse"/> and <see cref="VoiceCallFailure.Gateway"/> nobody knows
    /// whether the phone rings, and here it does; after any other one it does not. Failures wait in a queue, one for each call.
    /// </summary>
    /// <param name="failure">Why.</param>
    public void Fail(VoiceCallFailure failure) => _failures.Enqueue(failure);

    /// <summary>
    /// Lets time pass for the site, at once: past a cool-down, past the life of a code. Timers that are due by then fire.
    /// </summary>
    /// <param name="time">How long, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public void AdvanceTime(TimeSpan time) => Clock.Advance(time);

    internal VoiceCallOutcome Ring(VoiceCodeCall call, IVoiceCallReports? reports)
    {
        if (!_failures.TryDequeue(out var failure))
        {
            var requestId = Add();
            return VoiceCallOutcome.Accepted(requestId);
        }

        if (failure is not (VoiceCallFailure.NoResponse or VoiceCallFailure.Gateway))
        {
            return VoiceCallOutcome.Refused(failure, "The test let this call fail.");
        }

        Add();
        return VoiceCallOutcome.Unknown(failure, "The test let this call fail.");

        string Add()
        {
            var id = Interlocked.Increment(ref _requests).ToString("test-0", CultureInfo.InvariantCulture);
            _line.Add(new TestCall(call.To, call.Code, id)
            {
                PurposeKind = call.PurposeKind,
                Culture = call.Culture,
                ValidFor = call.ValidFor,
                Reports = reports,
            });
            return id;
        }
    }

    private void Report(TestCall call, VoiceCallState state)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!Calls.Contains(call))
        {
            throw new ArgumentException("The call rang another phone.", nameof(call));
        }

        call.Reports?.TryReport(new VoiceCallReport
        {
            RequestId = call.RequestId,
            Number = call.To.E164,
            State = state,
            IsConfirmed = true,
        });
    }
}
