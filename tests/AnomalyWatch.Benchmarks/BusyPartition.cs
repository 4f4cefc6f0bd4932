using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Benchmarks;

/// <summary>One partition of the first fold with many functions, each called once or twice every half minute by four callers of its own, with ids.</summary>
internal sealed class BusyPartition
{
    private const string Hub = "invocations";
    private static readonly DateTimeOffset Begin = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string[] _names;
    private readonly Caller[][] _callers;
    private readonly List<Anomaly> _told = [];
    private uint _random = 7;
    private long _calls;

    /// <summary>Makes the functions; nothing has been called yet. <paramref name="options"/> is null for what is shipped.</summary>
    public BusyPartition(int functions, ScoringOptions? options = null)
    {
        Fold = NewFold(options);
        _names = [.. Enumerable.Range(0, functions).Select(i => string.Create(CultureInfo.InvariantCulture, $"aws/123456789012/eu-west-1/service-{i % 97}-function-{i}"))];
        _callers = [.. Enumerable.Range(0, functions).Select(i => Enumerable.Range(0, 4).Select(n => new Caller { Principal = $"123456789012/role/service-{i}-{n}" }).ToArray())];
    }

    /// <summary>The fold.</summary>
    public ScoringFold Fold { get; }

    /// <summary>The minute that runs.</summary>
    public int Minute { get; private set; }

    /// <summary>A fold with nothing known, as it is shipped.</summary>
    public static ScoringFold NewFold() => NewFold(null);

    /// <summary>What leads a hub of one partition through a fold that is kept.</summary>
    public static PartitionRunner<TelemetryRecord, Anomaly> Runner(IInvocationHub hub, ISnapshotBlobs blobs, Func<ScoringFold> newFold) => new(
        hub,
        0,
        new PartitionInput<TelemetryRecord>(new TelemetryCodec(), record => record.EventTime),
        newFold,
        "scoring",
        new SnapshotKeeping(blobs, ClockMode.Record, TimeProvider.System, Console.WriteLine) { Interval = TimeSpan.MaxValue },
        mayKeep: () => true,
        unreadable: null);

    /// <summary>A hub of one partition.</summary>
    public static InMemoryHub NewHub() => new(Hub, 1, TimeProvider.System);

    /// <summary>Ends a minute in a hub's log.</summary>
    public static async Task TickAsync(IInvocationHub hub, int minute)
    {
        var header = new PackHeader("clock", "benchmark", minute, Begin.AddMinutes(minute), ClockMode.Record, PackMark.Tick);
        foreach (var body in new PackWriter<TelemetryRecord>(new TelemetryCodec()).TakeBodies(header))
        {
            await hub.SendAsync(0, body, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Lets half a minute's calls come in; the second half ends the minute.</summary>
    public void HalfMinute(bool isSecond)
    {
        var begin = Begin.AddMinutes(Minute).AddSeconds(isSecond ? 30 : 0);
        for (var function = 0; function < _names.Length; function++)
        {
            for (var left = 1 + (Next() % 2); left > 0; left--)
            {
                Apply(Call(function, begin));
            }
        }

        if (isSecond)
        {
            Tick();
        }

        _told.Clear();
    }

    /// <summary>Lets minutes pass in which nobody calls.</summary>
    public void Rest(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            Tick();
            _told.Clear();
        }
    }

    /// <summary>Lets whole minutes pass.</summary>
    public void Pass(int minutes)
    {
        for (var i = 0; i < 2 * minutes; i++)
        {
            HalfMinute(isSecond: i % 2 == 1);
        }
    }

    private static ScoringFold NewFold(ScoringOptions? options) => new(SampleWindows.Detector, options ?? new ScoringOptions());

    private void Tick()
    {
        Minute++;
        Fold.Apply(new Stamped<TelemetryRecord>(Begin.AddMinutes(Minute), "clock", IsTick: true, default), _told);
    }

    private void Apply(in Invocation call) =>
        Fold.Apply(new Stamped<TelemetryRecord>(call.Start, "invocations", IsTick: false, new TelemetryRecord(call)), _told);

    private Invocation Call(int function, DateTimeOffset begin)
    {
        var spread = Next() % 1_000;
        return new Invocation
        {
            Id = RecordId.From((++_calls).ToString("x32", CultureInfo.InvariantCulture)),
            Function = _names[function],
            Start = begin.AddMilliseconds(Next() % 29_000),
            DurationMs = (20 + (function * 31 % 400)) * (0.7 + (spread / 1_000d)),
            Outcome = Next() % 60 == 0 ? Outcome.Error : Outcome.Ok,
            ColdStart = Next() % 40 == 0,
            Caller = _callers[function][Next() % 4],
        };
    }

    // The same calls every time, and quicker than Random with a seed.
    private int Next()
    {
        _random = (_random * 1_664_525) + 1_013_904_223;
        return (int)(_random >> 8);
    }
}
