namespace AnomalyWatch.Training.Simulating;

/// <summary>
/// Turns a minute's shape into records. Up to two calls are told one by one, more as aggregates of half a minute (of a quarter where callers are many), whose
/// durations are strata of the function's distribution, so that a percentile over them is one over the calls.
/// </summary>
internal sealed class MinuteTelling
{
    private const int MsOfMinute = 60_000;
    private const int FewCalls = 2;

    private readonly List<SimulatedRecord> _records = [];

    /// <summary>The records of a minute, in no order; valid until the next call.</summary>
    public IReadOnlyList<SimulatedRecord> Tell(MinuteShape shape, DateTimeOffset begin)
    {
        _records.Clear();
        if (shape.IsCutOff)
        {
            return _records;
        }

        TellUsual(shape, begin);
        foreach (var group in shape.Beside)
        {
            Add(shape, group, begin);
        }

        return _records;
    }

    private void TellUsual(MinuteShape shape, DateTimeOffset begin)
    {
        var (function, random) = (shape.Function, shape.Random);
        var calls = random.Dither(shape.Calls);
        if (calls == 0)
        {
            return;
        }

        var denied = random.Binomial(calls, shape.DeniedShare);
        var throttled = random.Binomial(calls - denied, shape.ThrottledShare);
        var timeouts = random.Binomial(calls - denied - throttled, shape.TimeoutShare);
        var errors = random.Binomial(calls - denied - throttled - timeouts, Math.Min(1, shape.ErrorShare));
        var ok = calls - denied - throttled - timeouts - errors;
        var cold = random.Binomial(ok, shape.ColdShare);
        Refuse(shape, denied, begin);
        Add(shape, new CallGroup { Count = throttled, Outcome = "throttled", StatusCode = function.IsHttp ? 429 : null, DurationMs = 1 + random.Unit(), Caller = Caller(shape) }, begin);
        Add(shape, new CallGroup { Count = timeouts, Outcome = "timeout", StatusCode = function.IsHttp ? 504 : null, DurationMs = function.TimeoutMs, Caller = Caller(shape) }, begin);
        TellErrors(shape, errors, begin);
        Add(shape, new CallGroup { Count = cold, IsCold = true, Caller = Caller(shape) }, begin);
        TellOk(shape, ok - cold, begin);
    }

    /// <summary>Those who are refused are strangers where anybody may call.</summary>
    private void Refuse(MinuteShape shape, long denied, DateTimeOffset begin)
    {
        var isOpen = shape.Function.Exposure is Exposure.Public or Exposure.Users;
        Add(
            shape,
            new CallGroup
            {
                Count = denied,
                Outcome = "denied",
                StatusCode = shape.Random.Happens(0.7) ? 401 : 403,
                DurationMs = 2 + (6 * shape.Random.Unit()),
                ResponseBytes = 120,
                Caller = isOpen ? CallerPopulation.Anybody(shape.Random, shape.Function.Callers.Home) : Caller(shape),
            },
            begin);
    }

    private void TellErrors(MinuteShape shape, long errors, DateTimeOffset begin)
    {
        var kinds = shape.ErrorTypes.Count > 0 ? shape.ErrorTypes : ["System.TimeoutException"];
        for (var kind = 0; kind < kinds.Count && errors > 0; kind++)
        {
            var share = kind == kinds.Count - 1 ? errors : (errors / (kinds.Count - kind)) + (errors % (kinds.Count - kind) > 0 ? 1 : 0);
            errors -= share;
            Add(shape, new CallGroup { Count = share, Outcome = "error", StatusCode = shape.Function.IsHttp ? 500 : null, ErrorType = kinds[kind], Caller = Caller(shape) }, begin);
        }
    }

    private void TellOk(MinuteShape shape, long ok, DateTimeOffset begin)
    {
        if (ok <= FewCalls || shape.Function.TellsStarts)
        {
            for (var i = 0; i < ok; i++)
            {
                Add(shape, new CallGroup { Count = 1, Caller = Caller(shape) }, begin);
            }

            return;
        }

        var pieces = (int)Math.Min(ok, shape.Function.Exposure is Exposure.Public or Exposure.Users ? 4 : 2);
        var strata = shape.Random.Below(pieces);
        for (var piece = 0; piece < pieces; piece++)
        {
            // The middle of a stratum, the surer the more calls there are of it.
            var count = (ok / pieces) + (piece < ok % pieces ? 1 : 0);
            var quantile = (((piece + strata) % pieces) + 0.5 + ((shape.Random.Unit() - 0.5) / Math.Sqrt(count))) / pieces;
            Add(
                shape,
                new CallGroup
                {
                    Count = count,
                    AtSecond = 60d * piece / pieces,
                    OverSeconds = 60d / pieces,
                    DurationMs = Duration(shape, Quantile(quantile)),
                    Caller = Caller(shape),
                },
                begin);
        }
    }

    private static SimulatedCaller? Caller(MinuteShape shape) => shape.Function.Callers.Draw(shape.Random);

    private static double Duration(MinuteShape shape, double normal) =>
        Math.Clamp(shape.Function.MedianMs * shape.DurationFactor * Math.Exp(shape.Function.Spread * normal), 0.5, shape.Function.TimeoutMs);

    private void Add(MinuteShape shape, CallGroup group, DateTimeOffset begin)
    {
        if (group.Count <= 0)
        {
            return;
        }

        var (function, random) = (shape.Function, shape.Random);
        var duration = group.DurationMs ?? (Duration(shape, random.Normal() / Math.Sqrt(group.Count)) + (group.IsCold ? function.InitMs * shape.InitFactor * random.LogBetween(0.8, 1.25) : 0));
        var isOne = group.Count == 1;
        var from = (group.AtSecond ?? 0) * 1000;
        var span = group.AtSecond is null ? MsOfMinute : Math.Max(1, group.OverSeconds * 1000);
        var end = begin.AddMilliseconds(Math.Floor(isOne ? from + (group.AtSecond is null || group.OverSeconds > 0 ? random.Unit() * (span - 1) : 0) : from + span));
        duration = Math.Round(duration, 1);
        var start = isOne ? end.AddMilliseconds(-duration) : begin.AddMilliseconds(Math.Floor(from));
        start = new DateTimeOffset(start.Ticks - (start.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var arrival = end;
        (start, end) = (start - group.Age, end - group.Age);
        var id = group.Id ?? (isOne && (function.TellsStarts || group.TraceId is not null) ? random.Hex() : null);
        var isInternal = function.Exposure is Exposure.Internal or Exposure.Platform && function.Trigger != "timer";
        var trace = group.TraceId ?? (isOne && isInternal && group.Trigger is null ? random.Hex() : null);
        var record = new SimulatedRecord
        {
            Id = id,
            Function = function.Name,
            Arrival = arrival,
            Start = start,
            SpanMs = isOne ? null : (end - start).TotalMilliseconds,
            DurationMs = duration,
            Outcome = group.Outcome,
            StatusCode = group.StatusCode ?? (function.IsHttp && group.Outcome == "ok" ? 200 : null),
            ErrorType = group.ErrorType,
            Trigger = group.Trigger ?? function.Trigger,
            ColdStart = group.IsCold ? true : null,
            InitMs = group.IsCold ? function.InitMs * shape.InitFactor : null,
            MemoryMb = Math.Min(function.MemoryLimitMb, group.MemoryMb ?? (function.MemoryMb * shape.MemoryFactor * (1 + (0.04 * random.Normal())))),
            MemoryLimitMb = function.MemoryLimitMb,
            RequestBytes = function.IsHttp || group.RequestBytes is not null ? group.RequestBytes ?? (long)(function.RequestBytes * shape.RequestFactor * Math.Exp(0.4 * random.Normal())) : null,
            ResponseBytes = function.IsHttp || group.ResponseBytes is not null ? group.ResponseBytes ?? (long)(function.ResponseBytes * shape.ResponseFactor * Math.Exp(0.5 * random.Normal())) : null,
            Version = shape.Version,
            Caller = group.Caller,
            TraceId = trace,
            ParentId = group.ParentId ?? (trace is not null && group.TraceId is null ? random.Hex() : null),
            Count = group.Count,
        };
        if (!function.TellsStarts || id is null)
        {
            _records.Add(record);
            return;
        }

        _records.Add(new SimulatedRecord { Kind = "start", Id = id, Function = function.Name, Arrival = start < begin ? begin : start, Start = start, Trigger = record.Trigger });
        if (!random.Happens(shape.UnfinishedShare))
        {
            _records.Add(record);
        }
    }

    /// <summary>The normal quantile (Abramowitz and Stegun, 26.2.23): good to three digits, which is all a duration needs.</summary>
    private static double Quantile(double probability)
    {
        var p = Math.Clamp(probability, 0.0005, 0.9995);
        var t = Math.Sqrt(-2 * Math.Log(Math.Min(p, 1 - p)));
        var value = t - ((2.515517 + (0.802853 * t) + (0.010328 * t * t)) / (1 + (1.432788 * t) + (0.189269 * t * t) + (0.001308 * t * t * t)));
        return p < 0.5 ? -value : value;
    }
}
