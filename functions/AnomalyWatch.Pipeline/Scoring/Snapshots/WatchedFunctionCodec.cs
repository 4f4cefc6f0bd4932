using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Scoring.Snapshots;

/// <summary>All that is held of one function, as bytes. Its name is the entry's key.</summary>
internal static class WatchedFunctionCodec
{
    private const int FirstYear = InvocationLimits.FirstYear - 1;
    private const int LastYear = InvocationLimits.LastYear + 1;

    /// <summary>The version of what is written. Version 1 had no sleep: it began with the tick and the number. Version 2 had callers by one name each, and no records from long ago.</summary>
    public const int Version = 3;

    /// <summary>Writes a function as it is after tick <paramref name="tick"/> and what came since. What stands first is all that <see cref="TryReadIdle"/> needs.</summary>
    public static void Write(WatchedFunction function, DateTimeOffset tick, long promotions, IBufferWriter<byte> output)
    {
        var writer = new StateWriter(output);
        writer.Flag(function.CanLeave(tick));
        writer.Count(function.Number);
        writer.TimeOrNone(function.Deadline);
        writer.Flag(function.IsAsleep);
        writer.Count(promotions);

        // Of one that sleeps the tick says nothing.
        writer.Time(function.IsAsleep ? default : tick);
        writer.Time(function.NextWindow);
        writer.Time(function.LastActive);
        writer.Span(function.Lateness);
        writer.Count(function.EarlyBound);
        writer.Flag(function.HasLate);
        function.State.Write(writer);
        writer.Count(function.Open.Count);
        foreach (var (_, watched) in function.Open.OrderBy(open => open.Key))
        {
            watched.Window.Write(writer);
            writer.Count(watched.EarlyAt);
            writer.Flag(watched.IsToldEarly);
        }

        writer.Count(function.Closed?.Count ?? 0);
        foreach (var (_, watched) in function.Closed ?? [])
        {
            watched.Window.Write(writer);
            writer.Flag(watched.IsLate);
            writer.Flag(watched.WasAnomalous);
        }

        writer.Count(function.Overdue?.Count ?? 0);
        foreach (var (_, window) in function.Overdue ?? [])
        {
            window.Write(writer);
        }

        WriteStarts(function.Starts, writer);
        EpisodeCodec.Write(function.Episodes, writer);
        writer.Flag(function.Stale is not null);
        function.Stale?.Write(writer);
    }

    /// <summary>Whether a function of the version written now can stay out of memory, and if so what must be known of it all the same.</summary>
    public static bool TryReadIdle(ReadOnlySpan<byte> bytes, out int number, out DateTimeOffset? deadline)
    {
        var reader = new StateReader(bytes);
        var isIdle = reader.Flag();
        (number, deadline) = ReadSleep(ref reader);
        return isIdle && !reader.Failed;
    }

    /// <summary>Null where the bytes are damaged. <paramref name="promotions"/> is how often a model was promoted until now.</summary>
    public static WatchedFunction? Read(string name, ReadOnlySpan<byte> bytes, int version, Detector detector, long promotions)
    {
        var reader = new StateReader(bytes);
        DateTimeOffset tick;
        int number;
        DateTimeOffset? deadline = null;
        var (isAsleep, taken) = (false, promotions);
        if (version == 1)
        {
            (tick, number) = (reader.Time(), ReadNumber(ref reader));
        }
        else
        {
            reader.Flag();
            (number, deadline) = ReadSleep(ref reader);
            (isAsleep, taken, tick) = (reader.Flag(), reader.Count(StateReader.MaxCount), reader.Time());
        }

        var (next, active, lateness, bound, hasLate) = (reader.Time(), reader.Time(), reader.Span(), reader.Count(long.MaxValue), reader.Flag());
        var isSound = next.Year is >= FirstYear and <= LastYear && active.Year is >= FirstYear and <= LastYear
            && lateness >= TimeSpan.Zero && lateness <= SourceLateness.Longest;
        if (!isSound || detector.ReadFunction(ref reader) is not { } state)
        {
            return null;
        }

        if (taken != promotions)
        {
            detector.TakeOver(state);
        }

        var function = new WatchedFunction(name, number, state, next)
        {
            LastActive = active,
            Lateness = lateness,
            EarlyBound = bound,
            HasLate = hasLate,
            SavedTick = tick,
            IsAsleep = isAsleep,
            Deadline = deadline,
        };

        ReadWindows(ref reader, function);
        ReadStarts(ref reader, function);
        function.Episodes = EpisodeCodec.Read(ref reader);

        // Versions 1 and 2 ended here.
        function.Stale = reader.Left > 0 && reader.Flag() ? StaleSignal.Read(ref reader) : null;
        return reader.IsDone ? function : null;
    }

    private static int ReadNumber(ref StateReader reader) => (int)reader.Count(int.MaxValue / 2);

    private static (int Number, DateTimeOffset? Deadline) ReadSleep(ref StateReader reader)
    {
        var (number, deadline) = (ReadNumber(ref reader), reader.TimeOrNone());
        FailUnless(ref reader, deadline is null or { Year: >= FirstYear and <= LastYear });
        return (number, deadline);
    }

    private static void ReadWindows(ref StateReader reader, WatchedFunction function)
    {
        for (var left = reader.Items(WatchedFunction.MaxOpenWindows); left > 0 && !reader.Failed; left--)
        {
            var watched = new WatchedWindow(FunctionWindow.Read(ref reader, function.Name)) { EarlyAt = reader.Count(long.MaxValue), IsToldEarly = reader.Flag() };
            FailUnless(ref reader, watched.Window.Start >= function.NextWindow && function.Open.TryAdd(watched.Window.Start, watched));
        }

        // More can be closed at one tick than late ones have room for.
        for (var left = reader.Items(int.MaxValue); left > 0 && !reader.Failed; left--)
        {
            var watched = new WatchedWindow(FunctionWindow.Read(ref reader, function.Name)) { IsLate = reader.Flag(), WasAnomalous = reader.Flag() };
            FailUnless(ref reader, watched.Window.Start < function.NextWindow && (function.Closed ??= []).TryAdd(watched.Window.Start, watched));
        }

        for (var left = reader.Items(WatchedFunction.MaxClosedWindows); left > 0 && !reader.Failed; left--)
        {
            var window = FunctionWindow.Read(ref reader, function.Name);
            FailUnless(ref reader, (function.Overdue ??= []).TryAdd(window.Start, window));
        }
    }

    private static void WriteStarts(Dictionary<UInt128, PendingStart>? starts, StateWriter writer)
    {
        writer.Count(starts?.Count ?? 0);
        foreach (var (id, start) in (starts ?? []).OrderBy(entry => entry.Key))
        {
            writer.Id128(id);
            writer.Time(start.Start);
            writer.Byte((byte)start.Trigger);
            writer.Byte(start.ColdStart switch { null => 0, false => 1, true => 2 });
            start.Caller.Write(writer);
        }
    }

    private static void ReadStarts(ref StateReader reader, WatchedFunction function)
    {
        for (var left = reader.Items(StartJoin.MaxPerFunction, itemBytes: 16 + Caller.LeastBytes); left > 0 && !reader.Failed; left--)
        {
            var id = reader.Id128();
            var (start, trigger, coldStart) = (reader.Time(), reader.Byte(), reader.Byte());
            var pending = new PendingStart(start, (Trigger)trigger, coldStart == 0 ? null : coldStart == 2, Caller.Read(ref reader));
            FailUnless(
                ref reader,
                trigger <= (byte)Trigger.Other && coldStart <= 2 && start.Year is >= FirstYear and <= LastYear && (function.Starts ??= []).TryAdd(id, pending));
        }
    }

    private static void FailUnless(ref StateReader reader, bool isSound)
    {
        if (!isSound)
        {
            reader.Fail();
        }
    }
}
