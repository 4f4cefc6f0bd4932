using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// Level, half hour of the day and hour of the week, each an expert whose forecasts are blended by the fourth power of how small its errors have been lately; and beside
/// them what follows quickly, with and without season.
/// </summary>
internal sealed class SeriesLevel(SeriesOptions options)
{
    private const int DayBins = 48;
    private const int WeekBins = 168;
    private const int Experts = 5;
    private const double SecondsPerDay = 86_400;

    private readonly SeasonalOffsets _day = new(DayBins, options.SeasonDoubt, options.SeasonCycles);
    private readonly SeasonalOffsets _week = new(WeekBins, options.SeasonDoubt, options.SeasonCycles);
    private readonly float[] _errors = new float[Experts];
    private readonly double _fastRate = 1 - Math.Pow(0.5, 1 / options.FastHalfLifeSteps);
    private float _level;
    private float _fast;
    private float _fastResidual;
    private float _size;

    /// <summary>The mean size of the values, whatever their sign.</summary>
    public double Size => _size;

    /// <summary>What is expected at a time; a series that has not begun expects its first value.</summary>
    public SeriesForecast Forecast(DateTimeOffset time, double value, int seen)
    {
        if (seen == 0)
        {
            return new SeriesForecast { Slow = value, Fast = value };
        }

        var seconds = time.UtcTicks / TimeSpan.TicksPerSecond;
        var day = _day.At(Place(seconds, SecondsPerDay, DayBins));
        var week = _week.At(Place(seconds, 7 * SecondsPerDay, WeekBins));
        var (level, daily, weekly) = (_level, _level + day, _level + day + week);
        var slow = Blend(level, Weight(0), daily, Weight(1), weekly, Weight(2));
        var fast = Blend(_fast, Weight(3), slow + _fastResidual, Weight(4), 0, 0);
        return new SeriesForecast { Slow = slow, Fast = fast, DayOffset = day, WeekOffset = week };
    }

    /// <summary>Takes in a value with what was expected of it.</summary>
    /// <param name="time">When it was.</param>
    /// <param name="value">The value.</param>
    /// <param name="forecast">What was expected.</param>
    /// <param name="scales">How far values are from that as a rule.</param>
    /// <param name="step">Minutes from one value to the next.</param>
    /// <param name="seen">Values before this one.</param>
    public void Learn(DateTimeOffset time, double value, in SeriesForecast forecast, in ResidualScales scales, double step, int seen)
    {
        if (seen == 0)
        {
            (_level, _fast, _size) = ((float)value, (float)value, (float)Math.Abs(value));
        }

        var seconds = time.UtcTicks / TimeSpan.TicksPerSecond;
        var winsor = options.Winsor;
        var levelRate = Rate(step, options.LevelHalfLife, seen);
        LearnErrors(value, forecast, seen < 20 ? double.PositiveInfinity : 3 * winsor * scales.Slow, Rate(step, options.ErrorHalfLife, seen));
        _size += (float)(levelRate * (Math.Abs(value) - _size));
        var tamed = seen < 10 ? value : forecast.Slow + Math.Clamp(value - forecast.Slow, -winsor * scales.Slow, winsor * scales.Slow);
        _level += (float)(levelRate * (tamed - forecast.DayOffset - forecast.WeekOffset - _level));
        _fast = seen < 3 ? (float)value : _fast + (float)(_fastRate * Math.Clamp(value - _fast, -2 * winsor * scales.Fast, 2 * winsor * scales.Fast));
        _fastResidual += (float)(_fastRate * Math.Clamp(value - forecast.Slow - _fastResidual, -2 * winsor * scales.Fast, 2 * winsor * scales.Fast));
        _day.Learn((int)Place(seconds, SecondsPerDay, DayBins), tamed - _level);
        _week.Learn((int)Place(seconds, 7 * SecondsPerDay, WeekBins), tamed - _level - forecast.DayOffset);
    }

    internal void Write(StateWriter writer)
    {
        writer.Real4(_level);
        writer.Real4(_fast);
        writer.Real4(_fastResidual);
        writer.Real4(_size);
        foreach (var error in _errors)
        {
            writer.Real4(error);
        }

        _day.Write(writer);
        _week.Write(writer);
    }

    internal void Restore(ref StateReader reader)
    {
        _level = reader.Real4();
        _fast = reader.Real4();
        _fastResidual = reader.Real4();
        _size = reader.Real4();
        for (var i = 0; i < Experts; i++)
        {
            _errors[i] = reader.Real4();
        }

        _day.Restore(ref reader);
        _week.Restore(ref reader);
    }

    /// <summary>The share by which a mean of a half-life moves in a step; a young mean is that of all values.</summary>
    private static double Rate(double step, double halfLife, int seen)
    {
        var decay = step * (Math.Log(2) / halfLife);
        return Math.Max(decay / (1 + decay), 1d / (seen + 1));
    }

    private static double Place(long seconds, double cycle, int bins)
    {
        // 1970-01-01 was a Thursday; where a week begins does not matter.
        var rest = seconds % (long)cycle;
        return (rest < 0 ? rest + cycle : rest) * bins / cycle;
    }

    private static double Blend(double a, double weightOfA, double b, double weightOfB, double c, double weightOfC) =>
        ((a * weightOfA) + (b * weightOfB) + (c * weightOfC)) / (weightOfA + weightOfB + weightOfC);

    private double Weight(int expert)
    {
        // In units of the size of the values, so that neither overflows.
        var relative = (_errors[expert] / (_size + 1e-30)) + 1e-9;
        var squared = relative * relative;
        return 1 / (squared * squared);
    }

    private void LearnErrors(double value, in SeriesForecast forecast, double largest, double rate)
    {
        Span<double> forecasts = [_level, _level + forecast.DayOffset, _level + forecast.DayOffset + forecast.WeekOffset, _fast, forecast.Slow + _fastResidual];
        for (var i = 0; i < Experts; i++)
        {
            _errors[i] += (float)(rate * (Math.Min(Math.Abs(value - forecasts[i]), largest) - _errors[i]));
        }
    }
}
