namespace Ytx.Voice.Tool;

/// <summary>
/// Places one real call, since only that shows whether the gateway takes account, token, application and operation. A
/// second request, for the other operation, follows a refusal that says that no phone rings.
/// </summary>
internal sealed class RingCheckup(GatewaySettings settings)
{
    private const string Name = "ring";

    // "A required parameter is missing" and "invalid action": what an account answers that is set up for the other one.
    private static readonly string[] AskForTheOther = ["-2", "-3"];

    public static Check NotAsked { get; } = new(
        Name, CheckResult.Skip, "not tried: only a call shows whether the gateway takes account, token, application and operation",
        "Run ytx-voice doctor --ring NUMBER, which places one real call.");

    public static Check NotReady { get; } = new(
        Name, CheckResult.Skip, "not tried", "Fix what failed first.");

    public async Task<Check> RunAsync(VoiceCodeCall call, CancellationToken cancellationToken)
    {
        var operation = settings.Options.Operation;
        try
        {
            var outcome = await settings.Sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (!AskForTheOther.Contains(outcome.StatusCode) || !IsOneOfTwo(settings.Options))
            {
                return Row(outcome, call, operation);
            }

            var other = operation is YtxOperation.CodeCallOut ? YtxOperation.TemplateNoticeCall : YtxOperation.CodeCallOut;
            return await TryOtherAsync(call, outcome, other, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new(Name, CheckResult.Fail, "stopped; the phone may ring all the same");
        }
    }

    private async Task<Check> TryOtherAsync(
        VoiceCodeCall call, VoiceCallOutcome refusal, YtxOperation operation, CancellationToken cancellationToken)
    {
        var refused = $"refused with {refusal.StatusCode} for {settings.Options.Operation}";
        var others = settings.With(operation);
        await using (others.ConfigureAwait(false))
        {
            try
            {
                // Read first: the other operation may need a setting that this one does not.
                _ = others.Options;
                var outcome = await others.Sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
                return new(
                    Name, CheckResult.Fail, $"{refused}; {Row(outcome, call, operation).Finding}",
                    outcome.IsAccepted ? $"Set Ytx:Operation to {operation}: that is what the account wants."
                        : $"{refusal.Message} {outcome.Message}");
            }
            catch (InputException exception)
            {
                return new(
                    Name, CheckResult.Fail, $"{refused}; {operation} could not be tried", string.Join(' ', exception.Sentences));
            }
        }
    }

    // An account with a path or an action of its own has no other operation.
    private static bool IsOneOfTwo(YtxVoiceOptions options) => options is { Function: null, Action: null };

    private static Check Row(VoiceCallOutcome outcome, VoiceCodeCall call, YtxOperation operation)
    {
        if (outcome.IsAccepted)
        {
            return new(
                Name, CheckResult.Ok,
                $"accepted for {operation} as request {outcome.RequestId ?? "(without an id)"}: {call.To.Masked} should ring and say {call.Code}");
        }

        return new(
            Name, CheckResult.Fail,
            $"failed ({outcome.Failure}) for {operation}; the phone {(outcome.MayHaveBeenPlaced ? "may ring all the same" : "will not ring")}",
            outcome.Message + CallCommand.Wait(outcome));
    }
}
