namespace AnomalyWatch.Training.Simulating;

/// <summary>A function's usual minutes, one after the other.</summary>
internal sealed class Background(SimulatedFunction function, Deployments deployments, int seed)
{
    private const int MinutesOfDay = 1440;
    private const int QuietMinutesToColdStart = 10;
    private const double OperatorCallsPerMinute = 0.15;

    private int _lastActive = -QuietMinutesToColdStart;
    private double _before;

    /// <summary>The shape of a minute, to be called for each in its order; null before the function exists.</summary>
    public MinuteShape? Shape(int minute)
    {
        if (minute < function.BornMinute)
        {
            return null;
        }

        var random = RandomStream.Of(seed, "minute", function.Index, minute);
        var usual = DayRates.Of(function, seed, minute);
        var calls = usual + function.Habits.Extra(minute, usual, function.MeanPerMinute);
        var shape = new MinuteShape(function, minute, random)
        {
            Calls = calls,
            ErrorShare = function.ErrorShare * Trouble(minute),
            DeniedShare = function.DeniedShare * (calls > 0 && random.Happens(0.02) ? 4 : 1),
            ColdShare = ColdShare(minute, calls),
            DurationFactor = 1,
            Version = "1.0",
        };
        deployments.Shape(shape);
        var hour = Math.Exp(0.06 * RandomStream.Of(seed, "slowness", function.Index, minute / 60).Normal());
        shape.DurationFactor *= hour * Math.Exp(0.03 * random.Normal()) * Math.Pow(1 + (calls / Math.Max(1, function.MeanPerMinute)), 0.08);
        Operate(shape);
        return shape;
    }

    /// <summary>To be told how the minute was in the end, so that the next cold start is where it belongs.</summary>
    public void Remember(MinuteShape shape)
    {
        _before = shape.Calls;
        if (shape.Calls > 0 || shape.Beside.Count > 0)
        {
            _lastActive = shape.Minute;
        }
    }

    /// <summary>Failures come in clusters: one hour of a hundred has four times as many.</summary>
    private double Trouble(int minute) => RandomStream.Of(seed, "trouble", function.Index, minute / 30).Happens(0.01) ? 4 : 1;

    /// <summary>An instance is started after a quiet spell, and where the load grows.</summary>
    private double ColdShare(int minute, double calls)
    {
        if (minute - _lastActive > QuietMinutesToColdStart)
        {
            return Math.Min(1, 1 / Math.Max(1, calls));
        }

        var growth = calls > _before + 5 ? (calls - _before) / calls : 0;
        return 0.003 + (0.04 * growth);
    }

    private void Operate(MinuteShape shape)
    {
        var (day, ofDay) = (shape.Minute / MinutesOfDay, shape.Minute % MinutesOfDay);
        if (function.Callers.Operator is { } caller && day % 7 < 5 && ofDay is >= 8 * 60 and < 18 * 60 && shape.Random.Happens(OperatorCallsPerMinute))
        {
            shape.Beside.Add(new CallGroup { Count = 1, Caller = caller });
        }
    }
}
