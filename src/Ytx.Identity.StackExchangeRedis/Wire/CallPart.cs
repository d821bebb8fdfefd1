using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What one call takes from one subject.</summary>
/// <param name="Kind">What the subject is.</param>
/// <param name="Tag">What stands for it in Redis.</param>
/// <param name="Claims">What is taken.</param>
internal readonly record struct CallPart(AllowanceSubject Kind, SubjectTag Tag, ReadOnlyMemory<AllowanceClaim> Claims)
{
    /// <summary>Whether it is the asker's, so that nobody else waits for it.</summary>
    public bool IsOwn => Kind is AllowanceSubject.User or AllowanceSubject.ClientAddress;

    /// <summary>The subjects of a call, the user first, whose ledger has the challenge.</summary>
    public static List<CallPart> From(ChallengeRequest request, SubjectTags tags)
    {
        List<CallPart> parts = new(capacity: 5)
        {
            new(AllowanceSubject.User, tags.Of(request.User), default),
        };
        var claims = request.Claims.Span;
        for (var (from, to) = (0, 1); from < claims.Length; (from, to) = (to, to + 1))
        {
            var (kind, subject) = (claims[from].Allowance.Per, claims[from].Subject);
            while (to < claims.Length && claims[to].Allowance.Per == kind && claims[to].Subject == subject)
            {
                to++;
            }

            Add(parts, new CallPart(kind, tags.OfSubject(claims[from], request.User), request.Claims[from..to]));
        }

        return parts;
    }

    // Those of one subject may still not stand next to each other. No script takes one ledger twice.
    private static void Add(List<CallPart> parts, in CallPart added)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Tag.Key == added.Tag.Key)
            {
                parts[i] = parts[i].Claims.IsEmpty ? added
                    : added with { Claims = (AllowanceClaim[])[.. parts[i].Claims.Span, .. added.Claims.Span] };
                return;
            }
        }

        parts.Add(added);
    }
}
