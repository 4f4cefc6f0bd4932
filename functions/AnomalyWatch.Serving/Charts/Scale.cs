namespace AnomalyWatch.Serving.Charts;

/// <summary>Leads values from 0 up to a maximum to positions; by orders of magnitude where they lie far apart.</summary>
public sealed class Scale
{
    /// <summary>How many times the expected range may be exceeded before it would be too thin to see.</summary>
    private const double FarApart = 25;
    private const int WantedTicks = 4;

    private readonly double _max;
    private readonly double _from;
    private readonly double _to;

    /// <summary>A scale that shows the expected range and the largest value, <paramref name="from"/> being the position of 0.</summary>
    public Scale(double expectedHigh, double largest, double from, double to)
    {
        var max = Math.Max(Sound(expectedHigh), Sound(largest));
        _max = max > 0 ? max * 1.08 : 1;
        IsLogarithmic = max > FarApart * Math.Max(Sound(expectedHigh), 1);
        (_from, _to) = (from, to);
    }

    /// <summary>Whether it goes by orders of magnitude.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The position of a value.</summary>
    public double At(double value)
    {
        var part = IsLogarithmic ? Math.Log10(1 + Sound(value)) / Math.Log10(1 + _max) : Sound(value) / _max;
        return _from + (Math.Clamp(part, 0, 1) * (_to - _from));
    }

    /// <summary>Round values to mark on the axis.</summary>
    public IEnumerable<double> Ticks()
    {
        if (IsLogarithmic)
        {
            yield return 0;
            var step = Math.Max(1, (int)Math.Ceiling(Math.Log10(_max) / WantedTicks));
            for (var power = step; Math.Pow(10, power) <= _max; power += step)
            {
                yield return Math.Pow(10, power);
            }

            yield break;
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(_max / WantedTicks)));
        var rough = _max / WantedTicks / unit;
        var interval = unit * (rough <= 1 ? 1 : rough <= 2 ? 2 : rough <= 5 ? 5 : 10);
        for (var i = 0; i * interval <= _max; i++)
        {
            yield return i * interval;
        }
    }

    private static double Sound(double value) => double.IsFinite(value) ? Math.Clamp(value, 0, 1e18) : 0;
}
