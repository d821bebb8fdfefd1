using Ytx.Identity.Limits;
using Ytx.Identity.Stores;

namespace Ytx.Identity;

/// <summary>Counts the pages that follow a call on this host: few of one user, and not too many in all.</summary>
internal sealed class CallStreams(VoiceCodeLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UserKey, int> _open = [];
    private int _count;

    /// <summary>Takes a place, which <see cref="Release"/> gives back; false if there is none.</summary>
    public bool TryAcquire(UserKey user)
    {
        var options = limits.Options.CallStatus;
        lock (_lock)
        {
            var own = _open.GetValueOrDefault(user);
            if (_count >= options.MaxStreams || own >= options.MaxStreamsPerUser)
            {
                return false;
            }

            _open[user] = own + 1;
            _count++;
            return true;
        }
    }

    public void Release(UserKey user)
    {
        lock (_lock)
        {
            _count--;
            if (--_open[user] is 0)
            {
                _open.Remove(user);
            }
        }
    }
}
