using Ytx.Voice;

namespace Ytx.Identity.Limits;

/// <summary>The settings as allowances, and which of them one call takes from.</summary>
/// <remarks>
/// A call takes from one of three pools. The log-in of a number's confirmed owner takes calls that no other purpose can take; the
/// owner's calls for all other purposes have a pool of their own; and everybody else who calls the number shares one. Beside the
/// allowances of calls are those of attempts, which are never given back: they bound what the vendor may refuse, and so the guesses
/// at codes whose call never came.
/// </remarks>
internal sealed class VoiceCodeLimits
{
    /// <summary>How long after a call that was busy or declined the next one is allowed at the earliest.</summary>
    public static readonly TimeSpan ShortCoolDown = TimeSpan.FromSeconds(15);

    private const int AttemptsPerCall = 3;
    private const int PrefixLess = 4;
    private const string AtNight = "-night";

    private readonly Pool _ownersLogIn;
    private readonly Pool _owners;
    private readonly Pool _others;
    private readonly Allowance? _coolDown;
    private readonly Allowance? _shortCoolDown;
    private readonly WrongCodeLimit[] _wrongCodes;

    public VoiceCodeLimits(VoiceCodeOptions options)
    {
        Options = options;
        var limits = options.Limits;
        var preset = LimitDefaults.Of(limits.Preset);
        var (owner, others) = (limits.NumberOwner ?? preset.NumberOwner, limits.NumberOthers ?? preset.NumberOthers);
        var (number, client) = (limits.Number ?? preset.Number, limits.ClientAddress ?? LimitDefaults.ClientAddress);

        // The user's own calls to one number; a right code shows that he hears them, and ends it. Other users wait for the
        // number: there is one call to it in any cool-down, unless it is the same user's.
        var coolDown = limits.CoolDown == TimeSpan.Zero ? null : CoolDown(new AllowanceRule(1, limits.CoolDown));
        _coolDown = coolDown;
        // The same allowance by its name, so that what was taken of one counts for the other.
        _shortCoolDown = limits.CoolDown <= ShortCoolDown ? coolDown
            : CoolDown(new AllowanceRule(1, ShortCoolDown));
        var numberCoolDown = limits.CoolDown == TimeSpan.Zero ? null
            : Calls("number-cool-down", AllowanceSubject.Number, [new(1, limits.CoolDown)], AllowanceCounting.DifferentItems);
        AllowanceRule[] growing = limits.CoolDown == TimeSpan.Zero ? []
            : [new(2, limits.CoolDown * 3), new(3, limits.CoolDown * 8)];
        var application = limits.DailyBudget is not { } budget ? null
            : Calls("application", AllowanceSubject.Application, [new(budget, TimeSpan.FromHours(24))]);

        // Allowances of one subject stand next to each other, as stores want them.
        _ownersLogIn = new Pool(
            coolDown,
            Calls("number-owner-log-in", AllowanceSubject.User, [.. growing, .. owner]),
            Nightly("number-owner-log-in" + AtNight, AllowanceSubject.User),
            Attempts("user-log-in-attempts", AllowanceSubject.User, owner),
            Calls("client-address-log-in", AllowanceSubject.ClientAddress, client),
            Attempts("client-address-log-in-attempts", AllowanceSubject.ClientAddress, client),
            application,
            numberCoolDown,
            Calls("number-log-in", AllowanceSubject.Number, number),
            Attempts("number-log-in-attempts", AllowanceSubject.Number, number));

        var userCalls = Calls("user", AllowanceSubject.User, limits.User ?? LimitDefaults.User);
        var userAttempts = Attempts("user-attempts", AllowanceSubject.User, userCalls.Rules);
        var clientCalls = Calls("client-address", AllowanceSubject.ClientAddress, client);
        var clientAttempts = Attempts("client-address-attempts", AllowanceSubject.ClientAddress, client);
        var numberCalls = Calls("number", AllowanceSubject.Number, number);
        _owners = new Pool(
            coolDown,
            Calls("number-owner", AllowanceSubject.User, [.. growing, .. owner]),
            Nightly("number-owner" + AtNight, AllowanceSubject.User),
            userCalls,
            userAttempts,
            clientCalls,
            clientAttempts,
            application,
            numberCoolDown,
            numberCalls,
            Attempts("number-attempts", AllowanceSubject.Number, number));
        _others = new Pool(
            coolDown,
            userCalls,
            userAttempts,
            Calls(
                "user-numbers", AllowanceSubject.User, limits.UserNumbers ?? LimitDefaults.UserNumbers,
                AllowanceCounting.DifferentItems),
            clientCalls,
            clientAttempts,
            application,
            Calls("number-prefix", AllowanceSubject.Prefix, limits.Prefix ?? LimitDefaults.Prefix),
            numberCoolDown,
            numberCalls,
            Calls("number-others", AllowanceSubject.Number, [.. growing, .. others]),
            Nightly("number-others" + AtNight, AllowanceSubject.Number),
            Attempts("number-others-attempts", AllowanceSubject.Number, others));

        // One allowance for all kinds: a store keeps them apart by user and kind.
        var wrongCodes = new Allowance("wrong-codes", limits.WrongCodes ?? LimitDefaults.WrongCodes);
        _wrongCodes =
        [
            .. Enum.GetValues<VoiceCodePurposeKind>().Select(kind => new WrongCodeLimit(
                wrongCodes, LimitDefaults.MaxConsecutiveWrong[(int)kind],
                kind switch
                {
                    VoiceCodePurposeKind.ChangePhoneNumber => LimitDefaults.ForgetWrongPhoneChangesAfter,
                    VoiceCodePurposeKind.PhoneVerification => LimitDefaults.ForgetWrongPhoneVerificationsAfter,
                    _ => null,
                })),
        ];

        Allowance? Nightly(string name, AllowanceSubject per) => (options.Night.Calls ?? preset.NumberAtNight) is { } nightly
            // Taken at night only, and as long as a night: so a sliding window counts each night by itself.
            ? Calls(name, per, [new(nightly, NightLength)]) : null;
    }

    public VoiceCodeOptions Options { get; }

    /// <summary>Every allowance of calls that some call takes from.</summary>
    public IEnumerable<Allowance> Allowances =>
        _ownersLogIn.Allowances.Concat(_owners.Allowances).Concat(_others.Allowances).Distinct();

    private TimeSpan NightLength => Options.Night.To - Options.Night.From;

    public WrongCodeLimit WrongCodesFor(VoiceCodePurposeKind kind) => _wrongCodes[(int)kind];

    /// <summary>When the next call after a busy one is allowed. Where more than the cool-down kept it back, it goes on doing so.</summary>
    public DateTimeOffset? NextCallAfterBusy(DateTimeOffset placedAt, DateTimeOffset? nextCallAt) =>
        nextCallAt - placedAt <= Options.Limits.CoolDown && nextCallAt > placedAt + ShortCoolDown ? placedAt + ShortCoolDown : nextCallAt;

    /// <summary>What one call takes from.</summary>
    /// <param name="number">The number, in E.164.</param>
    /// <param name="kind">What the call is for.</param>
    /// <param name="isOwner">Whether the call is for a user who has confirmed the number.</param>
    /// <param name="client">Where the request came from, as <see cref="CallingClient.SubjectOf"/> names it; null outside of any request.</param>
    /// <param name="now">The time, for the night.</param>
    /// <param name="wasBusy">Whether the last call was busy or declined, so that the cool-down is short.</param>
    public ReadOnlyMemory<AllowanceClaim> ClaimsFor(
        string number, VoiceCodePurposeKind kind, bool isOwner, string? client, DateTimeOffset now, bool wasBusy = false)
    {
        var pool = !isOwner ? _others : kind is VoiceCodePurposeKind.LogIn ? _ownersLogIn : _owners;
        var nightLeft = pool.Night is null ? null : LeftOfNight(now);
        var claims = new AllowanceClaim[pool.Allowances.Length];
        var count = 0;
        foreach (var each in pool.Allowances)
        {
            var allowance = wasBusy && each == _coolDown ? _shortCoolDown! : each;
            var isNight = allowance == pool.Night;
            var subject = allowance.Per switch
            {
                AllowanceSubject.User => null,
                AllowanceSubject.ClientAddress => client,
                AllowanceSubject.Application => "",
                AllowanceSubject.Prefix => number[..^PrefixLess],
                _ => number,
            };
            if ((subject is not null || allowance.Per is AllowanceSubject.User) && !(isNight && nightLeft is null))
            {
                claims[count++] = new(allowance, subject)
                {
                    Item = allowance.Per is AllowanceSubject.User && allowance.Counting is not AllowanceCounting.Calls ? number : null,
                    EndsIn = isNight ? nightLeft!.Value : TimeSpan.Zero,
                };
            }
        }

        return claims.AsMemory(0, count);
    }

    private static Allowance CoolDown(AllowanceRule rule) => new("cool-down", rule)
    {
        Per = AllowanceSubject.User,
        Counting = AllowanceCounting.CallsToEachItem,
        EndsOnSuccess = true,
    };

    private static Allowance Calls(
        string name, AllowanceSubject per, IReadOnlyList<AllowanceRule> rules,
        AllowanceCounting counting = AllowanceCounting.Calls) =>
        new(name, rules) { Per = per, Counting = counting };

    private static Allowance Attempts(string name, AllowanceSubject per, IReadOnlyList<AllowanceRule> calls) =>
        new(name, [.. calls.Select(rule => rule with { Count = Math.Min(rule.Count * AttemptsPerCall, Allowance.MaxExactCount) })])
        {
            Per = per,
            CountsAttempts = true,
        };

    private TimeSpan? LeftOfNight(DateTimeOffset now)
    {
        // Subtraction of times of day goes round the clock.
        var time = TimeOnly.FromTimeSpan(now.ToOffset(Options.Night.UtcOffset).TimeOfDay);
        return time - Options.Night.From < NightLength ? Options.Night.To - time : null;
    }

    /// <summary>What calls of one kind take from; what is null there is not limited.</summary>
    private sealed class Pool(params Allowance?[] allowances)
    {
        public Allowance[] Allowances { get; } = [.. allowances.OfType<Allowance>()];

        public Allowance? Night { get; } =
            Array.Find(allowances, allowance => allowance is not null && allowance.Name.EndsWith(AtNight, StringComparison.Ordinal));
    }
}
