namespace Ytx.Identity;

/// <summary>The settings as allowances: made once for each version of the options.</summary>
internal sealed class VoiceCodeLimits
{
    private readonly Allowance _coolDown;
    private readonly GuessLimit[] _guesses;

    public VoiceCodeLimits(VoiceCodeOptions options)
    {
        Options = options;
        _coolDown = new Allowance(
            "number-cool-down",
            new AllowanceRule(1, options.CoolDown),
            new AllowanceRule(2, options.CoolDown * 3),
            new AllowanceRule(3, options.CoolDown * 8));

        var wrongTries = new Allowance(
            "wrong-codes",
            new AllowanceRule(10, TimeSpan.FromHours(1), Pause: TimeSpan.FromMinutes(10)),
            new AllowanceRule(20, TimeSpan.FromHours(24)));
        // By door; together 100 an account.
        _guesses = [new(wrongTries, 50), new(wrongTries, 20), new(wrongTries, 20), new(wrongTries, 10)];
    }

    public VoiceCodeOptions Options { get; }

    public GuessLimit GuessesAt(VoiceCodePurposeClass purposeClass) => _guesses[(int)purposeClass];

    public IReadOnlyList<AllowanceClaim> ClaimsFor(string number) => [new(_coolDown, number)];
}
