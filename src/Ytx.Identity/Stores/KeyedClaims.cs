using Ytx.Identity.Limits;

namespace Ytx.Identity.Stores;

/// <summary>The claims of a request with the keys of their subjects and items, hashed before the store's lock is taken.</summary>
internal readonly ref struct KeyedClaims
{
    /// <summary>How many keys a claim has.</summary>
    public const int KeysEach = 2;

    private readonly ReadOnlySpan<AllowanceClaim> _claims;
    private readonly ReadOnlySpan<SubjectKey> _keys;

    /// <summary>Hashes the claims.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="user">The key of the user whose call it is.</param>
    /// <param name="keys">Room for the keys.</param>
    public KeyedClaims(ReadOnlySpan<AllowanceClaim> claims, SubjectKey user, Span<SubjectKey> keys)
    {
        for (var i = 0; i < claims.Length; i++)
        {
            keys[KeysEach * i] = i > 0 && claims[i].Subject == claims[i - 1].Subject
                && claims[i].Allowance.Per == claims[i - 1].Allowance.Per
                ? keys[KeysEach * (i - 1)] : SubjectOf(claims[i], user);
            keys[(KeysEach * i) + 1] = claims[i].Allowance.Counting is AllowanceCounting.Calls ? default
                : claims[i].Item is { } item ? SubjectKey.Of(item) : user;
        }

        _claims = claims;
        _keys = keys;
    }

    public int Count => _claims.Length;

    /// <summary>The item whose takings a right code ends; none if there is no such claim.</summary>
    public SubjectKey EndsOnSuccess
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (_claims[i].Allowance is { EndsOnSuccess: true, Per: AllowanceSubject.User })
                {
                    return Item(i);
                }
            }

            return default;
        }
    }

    public Allowance Allowance(int index) => _claims[index].Allowance;

    public SubjectKey Subject(int index) => _keys[KeysEach * index];

    public SubjectKey Item(int index) => _keys[(KeysEach * index) + 1];

    /// <summary>After how many milliseconds a claim is no longer made.</summary>
    public long EndsIn(int index) => _claims[index].EndsIn is { Ticks: > 0 } time
        ? (time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond : long.MaxValue;

    /// <summary>Whether a claim is made of the same subject as another.</summary>
    public bool AreOfOneSubject(int one, int other) =>
        Subject(one) == Subject(other) && Allowance(one).Per == Allowance(other).Per;

    private static SubjectKey SubjectOf(in AllowanceClaim claim, SubjectKey user) => claim.Subject is not { } subject ? user
        : claim.Allowance.Per is AllowanceSubject.User ? SubjectKey.Of(new UserKey("", subject)) : SubjectKey.Of(subject);
}
