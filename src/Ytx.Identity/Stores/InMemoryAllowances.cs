using System.Runtime.CompilerServices;
using Ytx.Identity.Limits;

namespace Ytx.Identity.Stores;

/// <summary>
/// What every subject has taken: a ledger each, in a table for each kind of subject, so that an address that counts for
/// an hour is not kept as long as a user. Not thread-safe: the store has one lock.
/// </summary>
internal sealed class InMemoryAllowances
{
    private readonly FadingTable<Ledger>[] _tables =
        [.. Enum.GetValues<AllowanceSubject>().Select(_ => new FadingTable<Ledger>())];

    /// <summary>How many subjects are remembered.</summary>
    public long CountAt(long now)
    {
        var count = 0L;
        foreach (var table in _tables)
        {
            count += table.CountAt(now);
        }

        return count;
    }

    /// <summary>How many milliseconds until all that a step looks at can be taken; zero if it can now.</summary>
    public long Wait(in KeyedClaims claims, ChallengeStep step, long now, out string? deniedBy, out AllowanceRule deniedRule)
    {
        var longest = 0L;
        deniedBy = null;
        deniedRule = default;
        ref var ledger = ref Unsafe.NullRef<Ledger>();
        for (var i = 0; i < claims.Count; i++)
        {
            var allowance = claims.Allowance(i);
            if (i is 0 || !claims.AreOfOneSubject(i - 1, i))
            {
                ledger = ref TableOf(allowance).Find(claims.Subject(i), now);
            }

            if (Unsafe.IsNullRef(ref ledger) || (step is ChallengeStep.Call && allowance.CountsAttempts))
            {
                continue;
            }

            var wait = Math.Min(claims.EndsIn(i), ledger.Wait(allowance, claims.Item(i), now, out var rule));
            if (wait > longest)
            {
                longest = wait;
                deniedBy = allowance.Name;
                deniedRule = rule;
            }
        }

        return longest;
    }

    public void Take(in KeyedClaims claims, ChallengeStep step, long now)
    {
        ref var ledger = ref Unsafe.NullRef<Ledger>();
        var last = -1;
        for (var i = 0; i < claims.Count; i++)
        {
            var allowance = claims.Allowance(i);
            if (!IsTaken(allowance, step))
            {
                continue;
            }

            var table = TableOf(allowance);
            table.Keep(Ledger.Life(allowance));
            if (last < 0 || !claims.AreOfOneSubject(last, i))
            {
                ledger = ref table.Touch(claims.Subject(i), now);
            }

            ledger.Take(allowance, claims.Item(i), now);
            last = i;
        }
    }

    /// <summary>Gives back what was taken at this time, but for attempts.</summary>
    public void GiveBack(in KeyedClaims claims, long takenAt, long now)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            var table = TableOf(claims.Allowance(i));
            ref var ledger = ref table.Find(claims.Subject(i), now);
            if (!Unsafe.IsNullRef(ref ledger) && !claims.Allowance(i).CountsAttempts)
            {
                ledger.GiveBack(claims.Allowance(i), claims.Item(i), takenAt);
                RemoveIfEmpty(table, claims.Subject(i), ref ledger, now);
            }
        }
    }

    /// <summary>Forgets what a user has taken for an item from allowances that end on success.</summary>
    public void End(SubjectKey user, SubjectKey item, long now)
    {
        var table = _tables[(int)AllowanceSubject.User];
        ref var ledger = ref table.Find(user, now);
        if (!Unsafe.IsNullRef(ref ledger))
        {
            ledger.End(item);
            RemoveIfEmpty(table, user, ref ledger, now);
        }
    }

    private static bool IsTaken(Allowance allowance, ChallengeStep step) => step switch
    {
        ChallengeStep.Attempt => allowance.CountsAttempts,
        ChallengeStep.Call => !allowance.CountsAttempts,
        _ => true,
    };

    private FadingTable<Ledger> TableOf(Allowance allowance) => _tables[(int)allowance.Per];

    private static void RemoveIfEmpty(FadingTable<Ledger> table, SubjectKey subject, ref Ledger ledger, long now)
    {
        if (ledger.IsEmpty)
        {
            table.Remove(subject, now, out _);
        }
    }
}
