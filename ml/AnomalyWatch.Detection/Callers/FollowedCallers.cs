using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Callers;

/// <summary>Callers who were told not long ago: a stolen credential that goes on is one story, not a minute of it.</summary>
internal sealed class FollowedCallers
{
    /// <summary>How many are followed at once.</summary>
    public const int Max = 32;

    /// <summary>How long a caller is followed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(6);

    private readonly Dictionary<ulong, (double Score, DateTimeOffset Until, AnomalyKind Kind, Signal Signal)> _followed = [];

    /// <summary>Whether nobody is followed.</summary>
    public bool IsEmpty => _followed.Count == 0;

    /// <summary>Whether a way of calling, a principal or a trait is followed in a minute.</summary>
    public bool TryFind(ulong what, DateTimeOffset minute, out (double Score, DateTimeOffset Until, AnomalyKind Kind, Signal Signal) followed)
    {
        followed = default;
        return what != 0 && _followed.Count > 0 && _followed.TryGetValue(what, out followed) && followed.Until > minute;
    }

    /// <summary>Follows one from now on, where there is room.</summary>
    public void Follow(ulong what, double score, AnomalyKind kind, Signal signal, DateTimeOffset from)
    {
        foreach (var over in _followed.Where(followed => followed.Value.Until <= from).Select(followed => followed.Key).ToList())
        {
            _followed.Remove(over);
        }

        if (_followed.Count < Max)
        {
            _followed.TryAdd(what, (score, from + Length, kind, signal));
        }
    }

    public void Write(StateWriter writer)
    {
        writer.Count(_followed.Count);
        foreach (var (what, (score, until, kind, signal)) in _followed.OrderBy(followed => followed.Key))
        {
            writer.Whole((long)what);
            writer.Real8(score);
            writer.Time(until);
            writer.Byte((byte)kind);
            writer.Byte((byte)signal);
        }
    }

    public void Restore(ref StateReader reader)
    {
        for (var left = reader.Items(Max, itemBytes: 12); left > 0 && !reader.Failed; left--)
        {
            var (what, score, until, kind, signal) = ((ulong)reader.Whole(), reader.Real8(), reader.Time(), (AnomalyKind)reader.Byte(), (Signal)reader.Byte());
            if (!kind.IsAboutCaller() || !Enum.IsDefined(signal) || !double.IsFinite(score) || !_followed.TryAdd(what, (score, until, kind, signal)))
            {
                reader.Fail();
            }
        }
    }

    /// <summary>Passes over those of the first format, who were followed by name.</summary>
    public static void SkipOld(ref StateReader reader)
    {
        for (var left = reader.Items(Max); left > 0 && !reader.Failed; left--)
        {
            reader.Text(Caller.MaxTextBytes);
            reader.Real8();
            reader.Time();
        }
    }
}
