using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>Who has called a function so far, and how often somebody new does.</summary>
public sealed class CallerMemory
{
    /// <summary>How many callers are remembered; when it is full, a further caller can no longer be told as new.</summary>
    public const int MaxCallers = 512;

    /// <summary>How long a caller who was told as new is followed: a stolen credential that goes on is one story, not a minute of it.</summary>
    public static readonly TimeSpan Followed = TimeSpan.FromHours(6);

    /// <summary>How many are followed at once.</summary>
    public const int MaxFollowed = 32;

    private readonly HashSet<string> _callers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (double Score, DateTimeOffset Until)> _followed = new(StringComparer.Ordinal);
    private long _windowsWithNew;

    /// <summary>How many windows had a known caller.</summary>
    public long Windows { get; private set; }

    /// <summary>The share of windows that bring somebody new, never quite 0.</summary>
    public double Rate => (_windowsWithNew + 0.5) / (Windows + 1);

    /// <summary>The callers of a window that were never seen, in ordinal order.</summary>
    public IEnumerable<string> NewIn(FunctionWindow window)
    {
        List<string>? strangers = null;
        if (_callers.Count < MaxCallers)
        {
            foreach (var (caller, _) in window.Known)
            {
                if (!_callers.Contains(caller))
                {
                    (strangers ??= []).Add(caller);
                }
            }
        }

        if (strangers is null)
        {
            return [];
        }

        strangers.Sort(StringComparer.Ordinal);
        return strangers;
    }

    /// <summary>The callers of a window who were told as new not long ago, with the score they were told with, in ordinal order.</summary>
    public IEnumerable<(string Caller, double Score)> FollowedIn(FunctionWindow window) => _followed.Count == 0 || window.Callers.Count == 0
        ? []
        : _followed
            .Where(followed => followed.Value.Until > window.Start && window.Callers.ContainsKey(followed.Key))
            .Select(followed => (followed.Key, followed.Value.Score));

    /// <summary>Follows a caller from now on, where there is room.</summary>
    public void Follow(string caller, double score, DateTimeOffset from)
    {
        foreach (var over in _followed.Where(followed => followed.Value.Until <= from).Select(followed => followed.Key).ToList())
        {
            _followed.Remove(over);
        }

        if (_followed.Count < MaxFollowed)
        {
            _followed.TryAdd(caller, (score, from + Followed));
        }
    }

    /// <summary>Remembers callers who came too late to count for how often somebody new does.</summary>
    public void Meet(FunctionWindow window)
    {
        foreach (var caller in NewIn(window))
        {
            if (_callers.Count < MaxCallers)
            {
                _callers.Add(caller);
            }
        }
    }

    /// <summary>Takes in a window.</summary>
    public void Learn(FunctionWindow window)
    {
        if (window.Callers.Count == 0)
        {
            return;
        }

        Windows++;
        var isNews = false;
        // In order, since it decides who is remembered where there is not room for all.
        foreach (var caller in NewIn(window))
        {
            isNews |= _callers.Count < MaxCallers && _callers.Add(caller);
        }

        // The first window's callers are new to us, not to the function.
        _windowsWithNew += isNews && Windows > 1 ? 1 : 0;
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(Windows);
        writer.Count(_windowsWithNew);
        writer.Count(_callers.Count);
        foreach (var caller in _callers.Order(StringComparer.Ordinal))
        {
            writer.Text(caller);
        }

        writer.Count(_followed.Count);
        foreach (var (caller, (score, until)) in _followed)
        {
            writer.Text(caller);
            writer.Real8(score);
            writer.Time(until);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        Windows = reader.Count(StateReader.MaxCount);
        _windowsWithNew = reader.Count(StateReader.MaxCount);
        var callers = reader.Items(MaxCallers);
        _callers.EnsureCapacity(callers);
        for (var i = 0; i < callers && !reader.Failed; i++)
        {
            if (!_callers.Add(reader.Text(Caller.MaxTextBytes)))
            {
                reader.Fail();
            }
        }

        var followed = reader.Items(MaxFollowed);
        for (var i = 0; i < followed && !reader.Failed; i++)
        {
            if (!_followed.TryAdd(reader.Text(Caller.MaxTextBytes), (reader.Real8(), reader.Time())))
            {
                reader.Fail();
            }
        }
    }
}
