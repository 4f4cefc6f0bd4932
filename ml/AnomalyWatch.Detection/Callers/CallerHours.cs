using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>In which hours of the day one caller calls a function, working days and weekends apart once he has been known for a week.</summary>
internal sealed class CallerHours
{
    private const int HoursOfDay = 24;

    /// <summary>So many hours must he have called in, at the least, to have hours to keep to.</summary>
    private const int LeastSlots = 12;

    /// <summary>Of more hours of the day than this nobody keeps to any.</summary>
    private const int MostHours = 16;

    /// <summary>Of the hours that he called in, no more than this share may be of hours of the day that he called in once.</summary>
    private const double MostOnce = 0.1;

    /// <summary>And he must have called in at least this share of these hours, day after day: who calls now and then keeps to no hours.</summary>
    private const double LeastRegular = 0.55;

    /// <summary>Called so many hours from all of his, he is far from them.</summary>
    private const int FarHours = 3;

    private static readonly TimeSpan LeastKnown = TimeSpan.FromHours(24);

    private readonly byte[] _days = new byte[HoursOfDay];
    private long _first;
    private long _last;

    /// <summary>In how many hours, day by day, he has called.</summary>
    public int Slots { get; private set; }

    /// <summary>Whether an hour is another than he called in last.</summary>
    public bool IsAnother(long hour) => hour > _last;

    /// <summary>Whether he keeps to some hours of the day, by an hour counted from the year 1.</summary>
    public bool HasHabit(long hour)
    {
        if (Slots < LeastSlots || hour - _first < LeastKnown.TotalHours)
        {
            return false;
        }

        // Counted by hand: this is asked of every caller of every minute.
        var (hours, once) = Hours();
        var days = (_last - _first + HoursOfDay) / HoursOfDay;
        return hours <= MostHours && once <= MostOnce * Slots && Slots >= LeastRegular * hours * days;
    }

    /// <summary>Whether he was never seen within three hours of this hour of the day.</summary>
    public bool IsFar(long hour)
    {
        for (var away = 1 - FarHours; away < FarHours; away++)
        {
            if (_days[(int)((hour + away + HoursOfDay) % HoursOfDay)] > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How likely that is by his own hours: of those called in once there will be more, most of them near the others.</summary>
    public double FarRate => Math.Min(1, 0.2 * (Hours().Once + 0.5) / (Slots + 1));

    /// <summary>Takes in a call of an hour.</summary>
    public void Learn(long hour)
    {
        _first = Slots == 0 ? hour : _first;
        if (Slots > 0 && hour <= _last)
        {
            return;
        }

        _last = hour;
        Slots++;
        ref var days = ref _days[(int)(hour % HoursOfDay)];
        days += days < byte.MaxValue ? (byte)1 : (byte)0;
    }

    /// <summary>How many hours of the day he called in, and how many of them on one day only.</summary>
    private (int All, int Once) Hours()
    {
        var (all, once) = (0, 0);
        foreach (var days in _days)
        {
            all += days > 0 ? 1 : 0;
            once += days == 1 ? 1 : 0;
        }

        return (all, once);
    }

    public void Write(StateWriter writer)
    {
        writer.Count(_first);
        writer.Count(_last);
        writer.Count(Slots);
        writer.Bytes(_days);
    }

    public static CallerHours Read(ref StateReader reader)
    {
        var hours = new CallerHours { _first = reader.Count(StateReader.MaxCount), _last = reader.Count(StateReader.MaxCount), Slots = (int)reader.Count(int.MaxValue / 2) };
        var days = reader.Bytes(HoursOfDay);
        if (days.Length != HoursOfDay)
        {
            reader.Fail();
            return hours;
        }

        days.CopyTo(hours._days);
        return hours;
    }
}
