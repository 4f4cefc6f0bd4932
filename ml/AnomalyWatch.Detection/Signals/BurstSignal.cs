using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// Far more invocations than expected. A burst has to stand out twice: above the level of the hours before and the time of day, and above that of
/// the minutes before, since a function that slowly gets busier in the morning is no attack. It also has to be far larger than anything the
/// function has shown. Deviations are in standard deviations of a Poisson count.
/// </summary>
public sealed class BurstSignal
{
    /// <summary>How many windows with invocations a function must have shown: what is called now and then has no usual size.</summary>
    public const int ActiveWindowsToReady = 540;

    /// <summary>Deviations from a level that is not known yet say nothing of the function; those of the first windows are held back besides.</summary>
    private const int WindowsToKnowLevel = 30 + Delay<int>.Windows;

    private const double TimesExpected = 5;
    private const double TimesPeak = 5;
    private const double AtLeast = 20;

    private static readonly CalibrationPrior Prior = new(Shape: 0.7, Strength: 10, Floor: 1.5);

    private readonly SeasonalLevel _slow = new(halfLife: 360);
    private readonly Baseline _fast = new(halfLife: 15);
    private readonly TailCalibration _slowTail = new(Prior);
    private readonly TailCalibration _fastTail = new(Prior);
    private readonly RecentPeak _peak = new();
    private readonly EvidenceRing _ring = new();
    private readonly Delay<Held> _delay = new();

    /// <summary>How many windows with invocations it has learned.</summary>
    public int ActiveWindows { get; private set; }

    /// <summary>The deviation from the level of the minutes before.</summary>
    public double FastDeviation(double count) => Deviation(count, _fast.Mean);

    /// <summary>
    /// The fewest invocations of a minute that can be a burst at all; without end where too little is known. Whether so many are one is only said by
    /// <see cref="Read"/>: this is cheap enough to be worked out for every minute of every function.
    /// </summary>
    public double Least(DateTimeOffset minute) => Least(_slow.Expected(minute));

    /// <summary>Judges a window.</summary>
    public Reading Read(FunctionWindow window)
    {
        var expected = _slow.Expected(window.Start);
        var slow = Deviation(window.Invocations, expected);
        var material = window.Invocations >= Least(expected);
        var score = material ? Math.Min(_slowTail.Score(slow), _fastTail.Score(FastDeviation(window.Invocations))) : 0;
        var usual = score > 0 ? _slowTail.DeviationAt(Reading.ExpectedEdge) * Math.Sqrt(expected + 1) : 0;
        return new Reading(
            Signal.Invocations, AnomalyKind.Burst, window.Invocations, Math.Max(0, expected - usual), expected + usual, slow, score, _ring.Weigh(score));
    }

    /// <summary>Takes in a judged window; one of an anomaly only up to what was expected, so that trouble becomes the norm in days, not in hours.</summary>
    public void Learn(in Reading reading, FunctionWindow window, bool isAnomalous)
    {
        _ring.Learn(reading.Score);
        if (isAnomalous)
        {
            _peak.LearnBurst(window.Invocations);
            _slow.Learn(Math.Min(window.Invocations, reading.ExpectedHigh), window.Start);
            return;
        }

        var held = new Held(
            window.Invocations,
            SeasonalLevel.HourOf(window.Start),
            TailCalibration.BinOf(reading.Deviation),
            TailCalibration.BinOf(FastDeviation(window.Invocations)));
        if (_delay.Push(held, out var due))
        {
            ActiveWindows += due.Count > 0 ? 1 : 0;
            _peak.LearnCalm(due.Count);
            if (_slow.Seen >= WindowsToKnowLevel)
            {
                _slowTail.LearnBin(due.SlowBin);
                _fastTail.LearnBin(due.FastBin);
            }

            _slow.Learn(due.Count, due.Hour);
            _fast.Learn(due.Count);
        }
    }

    private double Least(double expected) => ActiveWindows < ActiveWindowsToReady
        ? double.PositiveInfinity
        : Math.Max(TimesExpected * expected, TimesPeak * _peak.Value) + AtLeast;

    private static double Deviation(double count, double expected) => (count - expected) / Math.Sqrt(expected + 1);

    internal void Write(StateWriter writer)
    {
        writer.Count(ActiveWindows);
        _slow.Write(writer);
        _fast.Write(writer);
        _slowTail.Write(writer);
        _fastTail.Write(writer);
        _peak.Write(writer);
        _ring.Write(writer);
        writer.Count(_delay.Count);
        for (var (i, hour) = (0, 0); i < _delay.Count; hour = _delay[i++].Hour)
        {
            var held = _delay[i];
            writer.Number8(held.Count);
            writer.Whole(held.Hour - hour);
            writer.Byte(held.SlowBin);
            writer.Byte(held.FastBin);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        ActiveWindows = (int)reader.Count(int.MaxValue / 2);
        _slow.Restore(ref reader);
        _fast.Restore(ref reader);
        _slowTail.Restore(ref reader);
        _fastTail.Restore(ref reader);
        _peak.Restore(ref reader);
        _ring.Restore(ref reader);
        var count = reader.Items(Delay<Held>.Windows);
        for (var (i, hour) = (0, 0); i < count; i++)
        {
            var invocations = reader.Number8();
            hour = SeasonalLevel.ReadHour(ref reader, hour);
            _delay.Push(new Held(invocations, hour, TailCalibration.ReadBin(ref reader), TailCalibration.ReadBin(ref reader)), out _);
        }
    }

    private readonly record struct Held(double Count, int Hour, byte SlowBin, byte FastBin);
}
