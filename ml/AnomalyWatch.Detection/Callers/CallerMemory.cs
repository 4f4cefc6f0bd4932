using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>How a function has been called so far: by whom, from where, with what, set off by what, and at which hours.</summary>
public sealed class CallerMemory
{
    /// <summary>How many principals are remembered; when it is full, a further one can no longer be told as new.</summary>
    public const int MaxPrincipals = 512;

    /// <summary>How many networks are remembered.</summary>
    public const int MaxNetworks = 256;

    /// <summary>How many countries and user agents are remembered, each.</summary>
    public const int MaxOthers = 128;

    /// <summary>Of how many principals the hours are remembered.</summary>
    public const int MaxHours = 24;

    // More than any old state has callers; says that what follows is of the second format.
    private const int SecondFormat = 1000;
    private const int OldMaxCallers = 512;
    private const int MaxFew = 32;

    private readonly TraitMemory[] _traits =
        [new(MaxFew), new(MaxFew), new(MaxPrincipals), new(MaxFew), new(MaxNetworks), new(MaxOthers), new(MaxOthers)];

    private Dictionary<ulong, CallerHours>? _hours;

    /// <summary>How many windows had calls.</summary>
    public long Windows { get; private set; }

    /// <summary>Whoever was told not long ago.</summary>
    internal FollowedCallers Followed { get; } = new();

    internal TraitMemory this[CallerTrait trait] => _traits[(int)trait];

    /// <summary>The hours of a principal; null where they are not known.</summary>
    internal CallerHours? HoursOf(ulong principal) => _hours is not null && _hours.TryGetValue(principal, out var hours) ? hours : null;

    /// <summary>Takes in the values of a minute's visits, each once.</summary>
    internal void Learn(FunctionWindow window, Neighbourhood neighbourhood, ReadOnlySpan<bool> wasTold)
    {
        Windows++;
        Span<ulong> seen = stackalloc ulong[FunctionWindow.MaxCallers];
        var visits = window.Visits;
        for (var trait = CallerTrait.Naming; trait <= CallerTrait.Agent; trait++)
        {
            var count = 0;
            for (var i = 0; i < visits.Length; i++)
            {
                var value = TraitValue.Of(trait, visits[i]);
                if (value == 0 || seen[..count].Contains(value))
                {
                    continue;
                }

                seen[count++] = value;
                neighbourhood.Learn(trait, value, this[trait], wasTold[i]);
                this[trait].Learn(value);
            }
        }
    }

    /// <summary>Takes in the hour in which a principal called.</summary>
    internal void LearnHour(ulong principal, long hour, HourRates rates, bool wasTold)
    {
        _hours ??= [];
        if (!_hours.TryGetValue(principal, out var hours))
        {
            if (_hours.Count >= MaxHours)
            {
                return;
            }

            _hours.Add(principal, hours = new CallerHours());
        }

        if (hours.IsAnother(hour) && hours.HasHabit(hour))
        {
            rates.Learn(hours.IsFar(hour), wasTold);
        }

        hours.Learn(hour);
    }

    /// <summary>Remembers visits that came too late to count for how often somebody new does.</summary>
    internal void Meet(FunctionWindow window)
    {
        foreach (ref readonly var visit in window.Visits)
        {
            for (var trait = CallerTrait.Naming; trait <= CallerTrait.Agent; trait++)
            {
                if (TraitValue.Of(trait, visit) is var value and not 0)
                {
                    this[trait].Know(value);
                }
            }
        }
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(Windows);
        writer.Count(0);
        writer.Count(SecondFormat);
        foreach (var trait in _traits)
        {
            trait.Write(writer);
        }

        writer.Count(_hours?.Count ?? 0);
        foreach (var (principal, hours) in (_hours ?? []).OrderBy(known => known.Key))
        {
            writer.Whole((long)principal);
            hours.Write(writer);
        }

        Followed.Write(writer);
    }

    internal void Restore(ref StateReader reader)
    {
        Windows = reader.Count(StateReader.MaxCount);
        var windowsWithNew = reader.Count(StateReader.MaxCount);
        var format = reader.Count(SecondFormat);
        if (format <= OldMaxCallers)
        {
            RestoreOld(ref reader, (int)format, windowsWithNew);
            return;
        }

        if (format != SecondFormat)
        {
            reader.Fail();
        }

        foreach (var trait in _traits)
        {
            trait.Restore(ref reader);
        }

        var count = reader.Items(MaxHours, itemBytes: 4);
        _hours = count == 0 ? null : [];
        for (; count > 0 && !reader.Failed; count--)
        {
            if (!_hours!.TryAdd((ulong)reader.Whole(), CallerHours.Read(ref reader)))
            {
                reader.Fail();
            }
        }

        Followed.Restore(ref reader);
    }

    /// <summary>The first format knew callers by one name each, be it a principal's or a network's.</summary>
    private void RestoreOld(ref StateReader reader, int callers, long windowsWithNew)
    {
        for (var i = 0; i < callers && !reader.Failed; i++)
        {
            var value = TraitValue.Of(reader.Text(Caller.MaxTextBytes));
            foreach (var trait in (ReadOnlySpan<CallerTrait>)[CallerTrait.Principal, CallerTrait.Network])
            {
                // As many are told as seen once as windows brought somebody new, so that the rate is what it was.
                if (i < windowsWithNew)
                {
                    this[trait].Learn(value);
                }
                else
                {
                    this[trait].Know(value);
                }
            }
        }

        this[CallerTrait.Principal].Count(Windows);
        this[CallerTrait.Network].Count(Windows);
        FollowedCallers.SkipOld(ref reader);
    }
}
