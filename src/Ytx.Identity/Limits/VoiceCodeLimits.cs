using System.Net;
using System.Net.Sockets;

namespace Ytx.Identity;

/// <summary>The settings as allowances, and which of them one call takes from.</summary>
internal sealed class VoiceCodeLimits
{
    private const int PrefixLess = 4;

    private readonly Allowance _coolDown;
    private readonly Allowance _owner;
    private readonly Allowance _others;
    private readonly Allowance? _ownerAtNight;
    private readonly Allowance? _othersAtNight;
    private readonly Allowance _user;
    private readonly Allowance _userNumbers;
    private readonly Allowance _prefix;
    private readonly Allowance _clientAddress;
    private readonly Allowance? _application;
    private readonly GuessLimit[] _guesses;

    public VoiceCodeLimits(VoiceCodeOptions options)
    {
        Options = options;
        var preset = LimitDefaults.Of(options.Preset);
        AllowanceRule[] growing = [new(2, options.CoolDown * 3), new(3, options.CoolDown * 8)];
        _coolDown = new Allowance("number-cool-down", new AllowanceRule(1, options.CoolDown));
        _owner = new Allowance("number-owner", [.. growing, .. options.NumberOwner ?? preset.NumberOwner]);
        _others = new Allowance("number-others", [.. growing, .. options.NumberOthers ?? preset.NumberOthers]);
        if ((options.NumberAtNight ?? preset.NumberAtNight) is { } nightly)
        {
            // Taken at night only, and as long as a night: so a sliding window counts each night by itself.
            var night = new AllowanceRule(nightly, NightLength);
            _ownerAtNight = new Allowance("number-owner-night", night);
            _othersAtNight = new Allowance("number-others-night", night);
        }

        _user = new Allowance("user", options.User ?? LimitDefaults.User);
        _userNumbers = new Allowance("user-numbers", options.UserNumbers ?? LimitDefaults.UserNumbers)
        {
            Per = AllowanceSubject.User,
            Counting = AllowanceCounting.DifferentItems,
        };
        _prefix = new Allowance("number-prefix", options.Prefix ?? LimitDefaults.Prefix);
        _clientAddress = new Allowance("client-address", options.ClientAddress ?? LimitDefaults.ClientAddress);
        _application = options.DailyBudget is { } budget
            ? new Allowance("application", new AllowanceRule(budget, TimeSpan.FromHours(24))) : null;

        // One allowance for all doors: a store keeps them apart by user and door.
        var wrongCodes = new Allowance("wrong-codes", options.WrongCodes ?? LimitDefaults.WrongCodes);
        _guesses = [.. LimitDefaults.MaxConsecutiveWrong.Select(max => new GuessLimit(wrongCodes, max))];
    }

    public VoiceCodeOptions Options { get; }

    private TimeSpan NightLength => Options.NightTo - Options.NightFrom;

    public GuessLimit GuessesAt(VoiceCodePurposeClass door) => _guesses[(int)door];

    /// <summary>What one call takes from.</summary>
    /// <param name="number">The number, in E.164.</param>
    /// <param name="isOwner">Whether the call is for the user who has confirmed the number.</param>
    /// <param name="userId">The user.</param>
    /// <param name="clientAddress">Where the request came from; null if it came from no network.</param>
    /// <param name="now">The time, for the night.</param>
    public AllowanceClaim[] ClaimsFor(
        string number, bool isOwner, string userId, IPAddress? clientAddress, DateTimeOffset now)
    {
        var night = isOwner ? _ownerAtNight : _othersAtNight;
        var nightLeft = night is null ? null : LeftOfNight(now);
        var count = 4 + (isOwner ? 0 : 1) + (nightLeft is null ? 0 : 1)
            + (clientAddress is null ? 0 : 1) + (_application is null ? 0 : 1);
        var claims = new AllowanceClaim[count];
        claims[--count] = new(_coolDown, number);
        claims[--count] = new(isOwner ? _owner : _others, number);
        claims[--count] = new(_user, userId);
        claims[--count] = new(_userNumbers, userId) { Item = number };
        if (!isOwner)
        {
            claims[--count] = new(_prefix, number[..^PrefixLess]);
        }

        if (nightLeft is not null)
        {
            claims[--count] = new(night!, number) { LapsesIn = nightLeft.Value };
        }

        if (clientAddress is not null)
        {
            claims[--count] = new(_clientAddress, SubjectOf(clientAddress));
        }

        if (_application is not null)
        {
            claims[--count] = new(_application, "");
        }

        return claims;
    }

    // One customer has a /64 of IPv6 at the least, and so 2^64 addresses.
    internal static string SubjectOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Convert.ToHexStringLower(bytes[..8]);
    }

    private TimeSpan? LeftOfNight(DateTimeOffset now)
    {
        // Subtraction of times of day goes round the clock.
        var time = TimeOnly.FromTimeSpan(now.ToOffset(Options.NightUtcOffset).TimeOfDay);
        return time - Options.NightFrom < NightLength ? Options.NightTo - time : null;
    }
}
