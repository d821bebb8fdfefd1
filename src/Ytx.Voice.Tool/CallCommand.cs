using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Ytx.Identity;

namespace Ytx.Voice.Tool;

/// <summary>Places one call and says in plain words what came back.</summary>
internal sealed class CallCommand : ToolCommand
{
    private readonly ToolEnvironment _environment;
    private readonly Option<string?> _config = ConfigOption();

    private readonly Argument<string> _number = new("NUMBER")
    {
        Description = "A mobile or landline of mainland China, as people write it",
    };

    private readonly Option<string?> _code = new("--code")
    {
        Description = $"The code to speak, 1 to {VoiceCodeCall.MaxCodeLength} letters and digits; "
            + "six random digits if left out",
        HelpName = "CODE",
    };

    public CallCommand(ToolEnvironment environment)
        : base(
            "call",
            "Places ONE real call with the Ytx settings: a phone rings, and the account is billed.",
            "ytx-voice call 13911281234",
            "ytx-voice call \"+86 139 1128 1234\" --code 246810",
            "ytx-voice call 010-85485069 --config sandbox.json")
    {
        _environment = environment;
        Add(_number);
        Add(_code);
        Add(_config);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var call = Read(input.GetRequiredValue(_number), input.GetValue(_code));
        var settings = GatewaySettings.Open(_environment, input.GetValue(_config));
        await using (settings.ConfigureAwait(false))
        {
            if (YtxRules.IsClear(settings.Options.Address))
            {
                await ErrorAsync("Note: the code and the number cross the network in clear (plain http).")
                    .ConfigureAwait(false);
            }

            await OutAsync($"Calling {call.To.Masked} through {settings.Options.Address.Host}; the code is {call.Code}.")
                .ConfigureAwait(false);
            return await SendAsync(settings.Sender, call, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The call that was typed; six random digits if there is no code.</summary>
    /// <exception cref="InputException">It cannot be placed.</exception>
    internal static VoiceCodeCall Read(string text, string? code = null)
    {
        if (!PhoneNumber.TryParse(text, out var number, out var error))
        {
            throw new InputException(error.Describe(CultureInfo.InvariantCulture));
        }

        if (number.ChineseForm is null)
        {
            throw new InputException("The gateway is documented for numbers of mainland China only.");
        }

        try
        {
            return new VoiceCodeCall(number, code ?? RandomNumberGenerator.GetString("0123456789", 6))
            {
                // Nobody types this code anywhere; a template that says its minutes says the ordinary ones.
                ValidFor = new CodeOptions().Lifetime,
            };
        }
        catch (ArgumentException)
        {
            throw new InputException(
                $"A code has 1 to {VoiceCodeCall.MaxCodeLength} ASCII letters and digits, without spaces.");
        }
    }

    /// <summary>How long to wait, with a space before it; empty if that is not known.</summary>
    internal static string Wait(VoiceCallOutcome outcome) => outcome.RetryAfter is { } time
        ? string.Create(CultureInfo.InvariantCulture, $" Wait {Math.Ceiling(time.TotalSeconds):0} s before the next call.")
        : "";

    private async Task<int> SendAsync(IVoiceCodeSender sender, VoiceCodeCall call, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (outcome.IsAccepted)
            {
                await OutAsync($"Accepted as request {outcome.RequestId ?? "(without an id)"}; the phone should ring shortly.")
                    .ConfigureAwait(false);
                return ExitCode.Ok;
            }

            var phone = outcome.MayHaveBeenPlaced
                ? "The phone may ring all the same: wait a minute before you call again."
                : "The phone will not ring.";
            await ErrorAsync($"Failed ({outcome.Failure}). {outcome.Message} {phone}{Wait(outcome)}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ErrorAsync("Stopped. The phone may ring all the same.").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private Task OutAsync(string line) => _environment.Output.WriteLineAsync(line);

    private Task ErrorAsync(string line) => _environment.Error.WriteLineAsync(line);
}
