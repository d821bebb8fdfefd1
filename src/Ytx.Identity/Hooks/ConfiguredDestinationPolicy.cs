using Ytx.Identity.Limits;
using Ytx.Voice;

namespace Ytx.Identity.Hooks;

/// <summary>
/// Lists what is allowed and refuses the rest: premium-rate, shared-cost, VoIP and satellite numbers are where the
/// money of toll fraud is made, and new ones appear faster than a list of the forbidden could follow.
/// </summary>
internal sealed class ConfiguredDestinationPolicy(VoiceCodeLimits limits) : IVoiceDestinationPolicy
{
    private static readonly PhoneNumberKind[] Ordinary = [PhoneNumberKind.Mobile, PhoneNumberKind.FixedLine];

    public bool Allows(DestinationContext context)
    {
        var (options, number) = (limits.Options.Destinations, context.Number);
        var kinds = options.Allowed is null
            ? number.Region is PhoneNumber.DefaultRegion ? Ordinary : null
            : options.Allowed.GetValueOrDefault(number.Region);
        return kinds is not null && Names(kinds, number.Kind) && !IsBlocked(options.BlockedPrefixes, number);
    }

    // Where the numbering plan does not tell mobiles and landlines apart, naming either means both.
    private static bool Names(PhoneNumberKind[] kinds, PhoneNumberKind kind) => kind is PhoneNumberKind.FixedLineOrMobile
        ? kinds.Any(named => named is PhoneNumberKind.FixedLineOrMobile or PhoneNumberKind.Mobile or PhoneNumberKind.FixedLine)
        : kinds.Contains(kind);

    private static bool IsBlocked(string[]? prefixes, PhoneNumber number)
    {
        foreach (var prefix in prefixes ?? [])
        {
            if (number.E164.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
