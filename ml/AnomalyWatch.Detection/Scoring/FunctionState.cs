using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>What is known of one function. Changed by <see cref="Detector.Learn"/> only.</summary>
public sealed class FunctionState
{
    /// <summary>The version of what <see cref="Write"/> writes; whoever keeps the bytes keeps it beside them.</summary>
    public const int FormatVersion = 2;

    private Neighbourhood? _neighbourhood;

    internal FunctionState(ScoringModel model) => Pattern = new PatternSignal(model);

    /// <summary>How many windows were learned.</summary>
    public long Windows { get; internal set; }

    /// <summary>How many windows with invocations were learned.</summary>
    public int ActiveWindows => Burst.ActiveWindows;

    /// <summary>Lets a time pass of which nothing is known, so that it counts neither as silence nor as calm.</summary>
    public void Skip(TimeSpan unknown) => Silence.Skip(unknown);

    /// <summary>Learns that there were calls in a minute that was learned as having none, so that the pause is not held to go on through it.</summary>
    public void Resume(DateTimeOffset minute) => Silence.Resume(minute);

    internal BurstSignal Burst { get; } = new();

    internal SilenceSignal Silence { get; } = new();

    internal ShareSignal Errors { get; } = new(Signal.Errors, AnomalyKind.Errors);

    internal ShareSignal Denied { get; } = new(Signal.Denied, AnomalyKind.Denied);

    internal ShareSignal ColdStarts { get; } = new(Signal.ColdStarts, AnomalyKind.ColdStarts);

    internal LatencySignal Latency { get; } = new();

    internal CallerCountSignal CallerCount { get; } = new();

    internal PatternSignal Pattern { get; set; }

    /// <summary>What the functions of the partition know of callers together. Not part of what is written.</summary>
    public Neighbourhood Neighbourhood
    {
        get => _neighbourhood ??= new Neighbourhood();
        set => _neighbourhood = value;
    }

    internal CallerMemory Callers { get; } = new();

    internal SignalHistory History { get; } = new();

    /// <summary>Writes all that is known, so that what is read from it judges and learns on bit for bit. See <see cref="Detector.ReadFunction"/>.</summary>
    public void Write(StateWriter writer)
    {
        writer.Count(Windows);
        Burst.Write(writer);
        Silence.Write(writer);
        Errors.Write(writer);
        Denied.Write(writer);
        ColdStarts.Write(writer);
        Latency.Write(writer);
        CallerCount.Write(writer);
        Pattern.Write(writer);
        Callers.Write(writer);
        History.Write(writer);
    }

    internal void Restore(ref StateReader reader)
    {
        Windows = reader.Count(StateReader.MaxCount);
        Burst.Restore(ref reader);
        Silence.Restore(ref reader);
        Errors.Restore(ref reader);
        Denied.Restore(ref reader);
        ColdStarts.Restore(ref reader);
        Latency.Restore(ref reader);
        CallerCount.Restore(ref reader);
        Pattern.Restore(ref reader);
        Callers.Restore(ref reader);
        History.Restore(ref reader);
    }
}
