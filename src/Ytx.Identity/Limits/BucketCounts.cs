namespace Ytx.Identity.Limits;

/// <summary>
/// A sliding window for counts too large to keep every time: sixty buckets a window. The oldest bucket counts whole, so
/// that it never grants more than the rule, and at most one sixtieth of the window too late.
/// </summary>
internal sealed class BucketCounts(Allowance allowance)
{
    private const int Buckets = 60;

    private readonly Window[] _windows = [.. allowance.Rules.Select(rule => new Window(rule))];

    public Allowance Allowance => allowance;

    public bool IsEmpty => Array.TrueForAll(_windows, window => window.IsEmpty);

    /// <summary>How long an event can matter: until the bucket that it lies in has left the window whole.</summary>
    public static TimeSpan Life(Allowance allowance) => allowance.Longest + (allowance.Longest / Buckets);

    /// <summary>How many milliseconds until the rules allow one more event, and which rule says so; zero if they do now.</summary>
    public long Wait(long now, out AllowanceRule deniedBy)
    {
        var longest = 0L;
        deniedBy = default;
        foreach (var window in _windows)
        {
            var wait = window.Wait(now);
            if (wait > longest)
            {
                longest = wait;
                deniedBy = window.Rule;
            }
        }

        return longest;
    }

    public void Add(long now, int count)
    {
        foreach (var window in _windows)
        {
            window.Add(now, count);
        }
    }

    private sealed class Window(AllowanceRule rule)
    {
        // One more than fits, because the window nearly always cuts through two of them.
        private readonly int[] _counts = new int[Buckets + 1];
        private readonly long _width = Math.Max(1, (long)Math.Ceiling(rule.Window.TotalMilliseconds / Buckets));
        private long _newest;

        public AllowanceRule Rule => rule;

        public bool IsEmpty => !_counts.AsSpan().ContainsAnyExcept(0);

        public long Wait(long now)
        {
            Move(now);
            if (_counts.Sum() < rule.Count)
            {
                return 0;
            }

            var room = _counts.Sum() - rule.Count + 1;
            for (var bucket = _newest - Buckets; ; bucket++)
            {
                room -= _counts[Slot(bucket)];
                if (room <= 0)
                {
                    return ((bucket + Buckets + 1) * _width) - now;
                }
            }
        }

        public void Add(long at, int count)
        {
            var bucket = at / _width;
            Move(at);
            if (bucket >= _newest - Buckets)
            {
                ref var counted = ref _counts[Slot(bucket)];
                counted = Math.Max(0, counted + count);
            }
        }

        private void Move(long now)
        {
            var bucket = now / _width;
            for (var i = Math.Max(_newest + 1, bucket - Buckets); i <= bucket; i++)
            {
                _counts[Slot(i)] = 0;
            }

            _newest = Math.Max(_newest, bucket);
        }

        private static int Slot(long bucket) => (int)((bucket + Buckets + 1) % (Buckets + 1));
    }
}
