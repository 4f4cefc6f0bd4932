using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>One way in which a function was called within a minute: by whom, from where, with what, set off by what. Addresses are not told apart.</summary>
public record struct CallerVisit(Caller Caller, Trigger Trigger)
{
    /// <summary>How many bytes one has at least where it is written.</summary>
    public const int LeastBytes = Caller.LeastBytes + 3;

    /// <summary>How many calls.</summary>
    public long Calls { get; set; }

    /// <summary>How many of them were refused.</summary>
    public long Denied { get; set; }

    /// <summary>Whether another call was made in just this way.</summary>
    public readonly bool IsSame(in Caller caller, Trigger trigger) =>
        Trigger == trigger
        && Caller.Principal == caller.Principal
        && Caller.Network == caller.Network
        && Caller.Country == caller.Country
        && Caller.Agent == caller.Agent
        && (Caller.Principal is not null || Caller.Network is not null || Caller.Ip == caller.Ip);

    internal readonly void Write(StateWriter writer)
    {
        Caller.Write(writer);
        writer.Byte((byte)Trigger);
        writer.Count(Calls);
        writer.Count(Denied);
    }

    internal static CallerVisit Read(ref StateReader reader)
    {
        var caller = Caller.Read(ref reader);
        var trigger = reader.Byte();
        if (trigger > (byte)Trigger.Other)
        {
            reader.Fail();
        }

        return new CallerVisit(caller, (Trigger)trigger) { Calls = reader.Count(StateReader.MaxCount), Denied = reader.Count(StateReader.MaxCount) };
    }
}
