using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Hooks;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity;

/// <summary>
/// Follows calls from the vendor's acceptance to their end. All of it is advice: nothing here accepts a code, gives back a call
/// or unlocks anybody.
/// </summary>
internal sealed partial class VoiceCalls(
    IVoiceCallStore store, VoiceCodeLimits limits, CodeTelemetry telemetry, IServiceProvider services, TimeProvider timeProvider,
    ILogger<VoiceCalls> logger)
{
    /// <summary>How often whoever watches a call hears that the connection lives. Proxies close one that is silent for long.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private const int IdLength = 16;

    // Two hosts may report at once, and a third; more is a fault.
    private const int MaxConflicts = 5;

    // Where nobody is registered, nothing is made for him.
    private readonly bool _isObserved =
        services.GetService<IServiceProviderIsService>()?.IsService(typeof(IVoiceCodeObserver)) is not false;

    // Not asked for before it is needed: what proves reports to the queue that calls this.
    private IVoiceCallProofs? Proofs => field ??= services.GetService<IVoiceCallProofs>();

    /// <summary>Begins to follow a call that may have been placed. Never throws.</summary>
    /// <returns>The call's id; null if it cannot be followed.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a store that anybody may have written.")]
    public async ValueTask<string?> FollowAsync(
        UserKey user, string purpose, string number, VoiceCallOutcome outcome, DateTimeOffset expiresAt, TimeSpan? nextCallIn)
    {
        Span<byte> id = stackalloc byte[IdLength];
        RandomNumberGenerator.Fill(id);
        var now = timeProvider.GetUtcNow();
        var call = new TrackedCall
        {
            CallId = Base64Url.EncodeToString(id),
            User = user,
            Purpose = purpose,
            Number = number,
            RequestId = outcome.RequestId,
            Application = outcome.Application,
            State = outcome.IsAccepted ? VoiceCallState.Accepted : VoiceCallState.Requested,
            PlacedAt = now,
            ExpiresAt = expiresAt,
            NextCallAt = now + nextCallIn,
        };
        try
        {
            if (await store.TryAddAsync(call).ConfigureAwait(false))
            {
                return call.CallId;
            }
        }
        catch (Exception)
        {
            // Anybody may have written the store. The call rings, and whoever asked for it must hear so.
        }

        Log.NotFollowed(logger);
        return null;
    }

    /// <summary>A call as its user may see it; null if there is none of this id, or it is somebody else's.</summary>
    public async ValueTask<VoiceCallStatus?> FindAsync(
        IReadOnlyCollection<UserKey> users, string callId, CancellationToken cancellationToken) =>
        await FindOwnAsync(users, callId, cancellationToken).ConfigureAwait(false) is { } call ? StatusOf(call) : null;

    /// <summary>
    /// Whether the last call for a user and a purpose, placed in the last cool-down to the same number, was busy or declined, as far as
    /// that can be believed. Never throws but for the caller's cancellation.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "The boundary to a store that anybody may have written.")]
    public async ValueTask<bool> WasBusyAsync(UserKey user, string purpose, string number, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindLastAsync(user, purpose, cancellationToken).ConfigureAwait(false) is { } call
                && IsBusy(call) && call.Number == number && timeProvider.GetUtcNow() - call.PlacedAt < limits.Options.Limits.CoolDown;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotFound(logger, exception.GetType());
            return false;
        }
    }

    /// <summary>
    /// A call's status now and at each change, until it is over. Null at each heartbeat, so that the listener sees that the
    /// connection lives; then the call is read again too, in case a change was not told.
    /// </summary>
    public async IAsyncEnumerable<VoiceCallStatus?> WatchAsync(
        IReadOnlyCollection<UserKey> users, string callId, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindOwnAsync(users, callId, cancellationToken).ConfigureAwait(false) is null)
        {
            yield break;
        }

        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var watch = await store.WatchAsync(callId, () => news.Writer.TryWrite(true), cancellationToken).ConfigureAwait(false);
        await using (watch.ConfigureAwait(false))
        {
            VoiceCallStatus? last = null;
            while (true)
            {
                // Read after the watch has begun, or what changed between the two would be missed.
                if (await FindOwnAsync(users, callId, cancellationToken).ConfigureAwait(false) is not { } call)
                {
                    yield break;
                }

                var status = StatusOf(call);
                yield return status == last ? null : status;
                if (status.IsOver)
                {
                    yield break;
                }

                last = status;
                await WaitAsync(
                    news.Reader, Least(Heartbeat, call.ExpiresAt - timeProvider.GetUtcNow()), stopping, cancellationToken)
                    .ConfigureAwait(false);
                if (stopping.IsCancellationRequested)
                {
                    // The page comes back, to another host perhaps.
                    yield break;
                }
            }
        }
    }

    /// <summary>Applies what a vendor reported. What does not fit a call changes nothing.</summary>
    /// <returns>
    /// Whether the call is known; and the call as <see cref="TellAsync"/> shall tell it, or null if there is nothing to tell.
    /// </returns>
    public async ValueTask<(bool IsKnown, TrackedCall? News)> ApplyAsync(VoiceCallReport report, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxConflicts; i++)
        {
            if (await store.FindByRequestIdAsync(report.RequestId, cancellationToken).ConfigureAwait(false) is not { } call)
            {
                return (false, null);
            }

            if (!call.Fits(report))
            {
                telemetry.Report("other_call");
                return (true, null);
            }

            var needsProof = !report.IsConfirmed && call.Application is { } application && Proofs?.CanProve(application) is true;
            var changed = call.After(report, timeProvider.GetUtcNow(), needsProof);
            if (changed == call)
            {
                telemetry.Report("nothing_new");
                return (true, null);
            }

            if (await store.TryChangeAsync(call, changed, cancellationToken).ConfigureAwait(false))
            {
                telemetry.Report("applied");
                if (!needsProof)
                {
                    telemetry.Progress(call, changed);
                    return (true, _isObserved ? changed : null);
                }

                if (changed.State.IsFinal())
                {
                    Proofs!.Prove(call.Application!, report.RequestId);
                }

                return (true, null);
            }
        }

        telemetry.Report("conflict");
        return (true, null);
    }

    /// <summary>Tells the observers how far a call has come.</summary>
    public async ValueTask TellAsync(TrackedCall call)
    {
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await scope.ServiceProvider.GetRequiredService<VoiceCodeAudit>().ProgressAsync(call).ConfigureAwait(false);
        }
    }

    /// <summary>Notes that the code of a user's last call was used, or can no longer be: nobody waits for its end any more.</summary>
    public async ValueTask EndAsync(CodeEnd end, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxConflicts; i++)
        {
            var now = timeProvider.GetUtcNow();
            if (await store.FindLastAsync(end.User, end.Purpose, cancellationToken).ConfigureAwait(false)
                is not { IsUsed: false } call || call.ExpiresAt <= now)
            {
                return;
            }

            var changed = end.IsUsed ? call with { IsUsed = true } : call with { ExpiresAt = now };
            if (await store.TryChangeAsync(call, changed, cancellationToken).ConfigureAwait(false))
            {
                telemetry.CodeEnded(changed);
                return;
            }
        }
    }

    private async ValueTask<TrackedCall?> FindOwnAsync(
        IReadOnlyCollection<UserKey> users, string callId, CancellationToken cancellationToken) =>
        callId.Length == Base64Url.GetEncodedLength(IdLength)
        && await store.FindAsync(callId, cancellationToken).ConfigureAwait(false) is { } call && users.Contains(call.User) ? call : null;

    private VoiceCallStatus StatusOf(TrackedCall call) => new()
    {
        State = call.State,
        IsOver = call.HasEnded() || call.IsUsed || timeProvider.GetUtcNow() >= call.ExpiresAt,
        AnsweredAt = call.AnsweredAt,
        Duration = call.Duration,
        CanCallAgain = call.State is not (VoiceCallState.SwitchedOff or VoiceCallState.NoSuchNumber or VoiceCallState.Suspended),
        NextCallAt = IsBusy(call) ? limits.NextCallAfterBusy(call.PlacedAt, call.NextCallAt) : call.NextCallAt,
    };

    private static bool IsBusy(TrackedCall call) => call.HasEnded() && call.State is VoiceCallState.Busy or VoiceCallState.Rejected;

    private async ValueTask WaitAsync(
        ChannelReader<bool> news, TimeSpan longest, CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(longest, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stopping, cancellationToken);
        try
        {
            await news.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The heartbeat, or the host stops.
        }
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => other <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : one < other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Warning,
            "A call cannot be followed, because the store of calls is full or cannot be reached. The call itself was placed.")]
        public static partial void NotFollowed(ILogger logger);

        [LoggerMessage(122, LogLevel.Warning,
            "The store of calls threw {Exception}, so it is unknown whether the last call was busy. The whole cool-down counts.")]
        public static partial void NotFound(ILogger logger, Type exception);
    }
}
