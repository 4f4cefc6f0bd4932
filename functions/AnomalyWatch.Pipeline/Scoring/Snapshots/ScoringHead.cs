using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Scoring.Snapshots;

/// <summary>What the first fold knows besides functions and calls.</summary>
internal sealed record ScoringHead
{
    private const int MaxHashBytes = 64;

    /// <summary>The thresholds that hold.</summary>
    public required DetectorOptions Options { get; init; }

    /// <summary>The hash of the model that judges.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The clock of the last tick.</summary>
    public required DateTimeOffset LastTick { get; init; }

    /// <summary>What was done so far.</summary>
    public required ScoringCounts Counts { get; init; }

    /// <summary>How many functions there are; a snapshot with others is not whole.</summary>
    public required int Functions { get; init; }

    /// <summary>How many calls are remembered; a snapshot with others is not whole.</summary>
    public required int Ids { get; init; }

    /// <summary>The maintenances announced.</summary>
    public required IReadOnlyList<(string Functions, DateTimeOffset From, DateTimeOffset To)> Maintenances { get; init; }

    /// <summary>How often a model was promoted.</summary>
    public required long Promotions { get; init; }

    /// <summary>The tick of the machine's time seen last, if any.</summary>
    public required DateTimeOffset? LastWatch { get; init; }

    /// <summary>The stretches in which nobody watched.</summary>
    public required IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Gaps { get; init; }

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new StateWriter(output);
        writer.Real8(Options.Threshold);
        writer.Real8(Options.NoveltyThreshold);
        writer.Count(Options.WindowsToReady);
        writer.Text(ModelSha256);
        writer.Time(LastTick);
        foreach (var count in Values(Counts))
        {
            writer.Count(count);
        }

        writer.Count(Functions);
        writer.Count(Ids);
        writer.Count(Maintenances.Count);
        foreach (var (functions, from, to) in Maintenances)
        {
            writer.Text(functions);
            writer.Time(from);
            writer.Time(to);
        }

        writer.Count(Promotions);
        writer.TimeOrNone(LastWatch);
        writer.Count(Gaps.Count);
        foreach (var (from, to) in Gaps)
        {
            writer.Time(from);
            writer.Time(to);
        }
    }

    /// <summary>Null where the bytes are damaged. Version 1 did not count promotions.</summary>
    public static ScoringHead? Read(ReadOnlySpan<byte> bytes, int version)
    {
        var reader = new StateReader(bytes);
        var options = new DetectorOptions { Threshold = reader.Real8(), NoveltyThreshold = reader.Real8(), WindowsToReady = (int)reader.Count(int.MaxValue) };
        var (model, tick, counts) = (reader.Text(MaxHashBytes), reader.Time(), ReadCounts(ref reader));
        var (functions, ids) = ((int)reader.Count(int.MaxValue), (int)reader.Count(int.MaxValue));
        var maintenances = new List<(string, DateTimeOffset, DateTimeOffset)>();
        for (var left = reader.Items(Scoring.Maintenances.Max, itemBytes: 3); left > 0 && !reader.Failed; left--)
        {
            maintenances.Add((reader.Text(3 * InvocationLimits.Function), reader.Time(), reader.Time()));
        }

        var promotions = version == 1 ? 0 : reader.Count(StateReader.MaxCount);
        var watch = reader.TimeOrNone();
        var gaps = new List<(DateTimeOffset, DateTimeOffset)>();
        for (var left = reader.Items(WatchGaps.MaxGaps, itemBytes: 2); left > 0 && !reader.Failed; left--)
        {
            gaps.Add((reader.Time(), reader.Time()));
        }

        return !reader.IsDone || options.Validate().Count > 0 ? null : new ScoringHead
        {
            Options = options,
            ModelSha256 = model,
            LastTick = tick,
            Counts = counts,
            Functions = functions,
            Ids = ids,
            Maintenances = maintenances,
            Promotions = promotions,
            LastWatch = watch,
            Gaps = gaps,
        };
    }

    private static long[] Values(in ScoringCounts counts) =>
    [
        counts.Windows, counts.NotReadyWindows, counts.Duplicates, counts.Filled, counts.Late, counts.TooLate,
        counts.Withdrawn, counts.Unfinished, counts.StartsLeftOut, counts.Muted, counts.Feedback, counts.ControlsIgnored,
    ];

    private static ScoringCounts ReadCounts(ref StateReader reader) => new()
    {
        Windows = reader.Count(StateReader.MaxCount),
        NotReadyWindows = reader.Count(StateReader.MaxCount),
        Duplicates = reader.Count(StateReader.MaxCount),
        Filled = reader.Count(StateReader.MaxCount),
        Late = reader.Count(StateReader.MaxCount),
        TooLate = reader.Count(StateReader.MaxCount),
        Withdrawn = reader.Count(StateReader.MaxCount),
        Unfinished = reader.Count(StateReader.MaxCount),
        StartsLeftOut = reader.Count(StateReader.MaxCount),
        Muted = reader.Count(StateReader.MaxCount),
        Feedback = reader.Count(StateReader.MaxCount),
        ControlsIgnored = reader.Count(StateReader.MaxCount),
    };
}
