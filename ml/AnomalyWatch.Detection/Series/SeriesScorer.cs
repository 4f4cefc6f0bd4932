using System.Numerics.Tensors;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// Judges a series of numbers, one value at a time, by nothing but the values before. Eight channels look at the value in different ways, each calibrated to its own past; their
/// power mean is the score. Works for any step, regular or not, and any unit: all times are in minutes and all deviations in the series' own scale.
/// The same values give the same scores bit for bit, also across <see cref="Write"/> and <see cref="Restore"/>. Nothing is allocated after construction. Not safe for concurrent use.
/// </summary>
public sealed class SeriesScorer
{
    /// <summary>Beyond this size a value counts as none: its square would overflow.</summary>
    public const double LargestValue = 1e15;

    private const int Linear = 64;
    private const int Logarithmic = 32;
    private const double FirstStep = 5;
    private const float LargestResidual = 1e4f;

    /// <summary>What each channel weighs, in the order of <see cref="SeriesChannel"/>.</summary>
    private static readonly double[] Weights = [1, 1, 1, 0.5, 0.5, 1, 1, 0.5];

    private static readonly double WeightSum = Weights.Sum();

    private readonly SeriesOptions _options;
    private readonly SubsequenceModel _model;
    private readonly SeriesLevel _level;
    private readonly SeriesScale _scale;
    private readonly ResidualRing _linear = new(Linear);
    private readonly ResidualRing _logarithmic = new(Logarithmic);
    private readonly PatternMemory _pairs;
    private readonly PatternMemory _ratioPairs;
    private readonly PatternMemory _courses;
    private readonly DeviationHistogram[] _histograms;
    private readonly AlertGate _gate;
    private DeviationCount _count;
    private DateTimeOffset _last;
    private float _step = (float)FirstStep;
    private int _seen;

    /// <summary>Begins a series of which nothing is known.</summary>
    public SeriesScorer(SeriesOptions options, SubsequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        (_options, _model) = (options, model);
        _level = new SeriesLevel(options);
        _scale = new SeriesScale(options);
        _pairs = new PatternMemory(2, options);
        _ratioPairs = new PatternMemory(2, options);
        _courses = new PatternMemory(3, options);
        _gate = new AlertGate(options);
        _histograms = [.. Enum.GetValues<SeriesChannel>().Select(channel => new DeviationHistogram(IsOfPoints(channel) ? options.LeastPointDeviation : options.LeastStretchDeviation, options))];
    }

    /// <summary>How many values it has learned.</summary>
    public int Seen => _seen;

    /// <summary>Minutes from one value to the next, as a rule.</summary>
    public double Step => _step;

    /// <summary>Judges a value and learns it.</summary>
    public SeriesReading Next(DateTimeOffset time, double value)
    {
        var reading = Judge(time, value);
        Learn(reading);
        return reading;
    }

    /// <summary>Judges a value; changes nothing. NaN, infinities and what is beyond <see cref="LargestValue"/> count as no value: they score 0.</summary>
    public SeriesReading Judge(DateTimeOffset time, double value)
    {
        if (!(Math.Abs(value) <= LargestValue))
        {
            return new SeriesReading { Time = time, Value = double.NaN, Severity = _gate.Severity };
        }

        var step = NextStep(time);
        var forecast = _level.Forecast(time, value, _seen);
        var scales = _scale.Read(_seen == 0 ? Math.Abs(value) : _level.Size);
        var log = Math.Asinh(value / scales.Knee) - Math.Asinh(forecast.Slow / scales.Knee);
        var residual = Scaled(value - forecast.Slow, scales.Slow);
        var logResidual = Scaled(log, scales.Log);
        var deviations = default(ChannelValues);
        Deviate(ref deviations, residual, logResidual, Scaled(value - forecast.Fast, scales.Fast), step);
        var scores = default(ChannelValues);
        double sum = 0;
        for (var i = 0; i < ChannelValues.Count; i++)
        {
            var score = _histograms[i].Score(deviations[i], _count);
            scores[i] = (float)score;
            sum += Weights[i] * score * Math.Sqrt(score);
        }

        var mean = Math.Cbrt(sum / WeightSum);
        var (trusted, damped, alert, severity) = _gate.Judge(time, mean * mean, step, _seen);
        return new SeriesReading
        {
            Time = time,
            Value = value,
            Expected = forecast.Slow,
            Scale = scales.Slow,
            Score = trusted,
            Damped = damped,
            Alert = alert,
            Severity = severity,
            Scores = scores,
            Deviations = deviations,
            Forecast = forecast,
            Scales = scales,
            Residual = residual,
            LogResidual = logResidual,
            LogResidualUnscaled = log,
        };
    }

    /// <summary>Learns the value that was judged last.</summary>
    public void Learn(in SeriesReading reading)
    {
        if (!reading.HasValue)
        {
            return;
        }

        _step = NextStep(reading.Time);
        LearnPatterns(reading);
        LearnDeviations(reading);
        _gate.Learn(reading, _step, _seen);
        _scale.Learn(reading.Value - reading.Forecast.Slow, reading.Value - reading.Forecast.Fast, reading.LogResidualUnscaled, reading.Scales, _seen);
        _level.Learn(reading.Time, reading.Value, reading.Forecast, reading.Scales, _step, _seen);
        _last = reading.Time;
        _seen = _seen == int.MaxValue ? _seen : _seen + 1;
    }

    /// <summary>Writes all that it has learned.</summary>
    public void Write(StateWriter writer)
    {
        writer.Count(_seen);
        writer.Time(_last);
        writer.Real4(_step);
        _count.Write(writer);
        _level.Write(writer);
        _scale.Write(writer);
        _linear.Write(writer);
        _logarithmic.Write(writer);
        _pairs.Write(writer);
        _ratioPairs.Write(writer);
        _courses.Write(writer);
        foreach (var histogram in _histograms)
        {
            histogram.Write(writer);
        }

        _gate.Write(writer);
    }

    /// <summary>Takes over what <see cref="Write"/> has written with the same options; what is damaged fails in the reader.</summary>
    public void Restore(ref StateReader reader)
    {
        _seen = (int)reader.Count(int.MaxValue);
        _last = reader.Time();
        _step = reader.Real4();
        _count.Restore(ref reader, _options.HistogramHalfLifeSteps);
        _level.Restore(ref reader);
        _scale.Restore(ref reader);
        _linear.Restore(ref reader);
        _logarithmic.Restore(ref reader);
        _pairs.Restore(ref reader);
        _ratioPairs.Restore(ref reader);
        _courses.Restore(ref reader);
        foreach (var histogram in _histograms)
        {
            histogram.Restore(ref reader);
        }

        _gate.Restore(ref reader);
    }

    /// <summary>The last residuals with the one of a judged value before them, newest first, in scales: what a model of sub-sequences is trained on.</summary>
    public void ReadResiduals(in SeriesReading judged, Span<float> into)
    {
        Span<float> all = stackalloc float[Linear];
        _linear.Read(judged.Residual, all);
        all[..into.Length].CopyTo(into);
    }

    private static bool IsOfPoints(SeriesChannel channel) => channel is SeriesChannel.Spike or SeriesChannel.Point or SeriesChannel.Pair or SeriesChannel.RatioPair;

    private static float Scaled(double residual, double scale) => (float)Math.Clamp(residual / scale, -LargestResidual, LargestResidual);

    private static float Mean(ReadOnlySpan<float> residuals) => TensorPrimitives.Sum(residuals) / residuals.Length;

    private static int Steps(double minutes, double step, int most) => (int)Math.Clamp(Math.Round(minutes / step), 1, most);

    private void Deviate(ref ChannelValues deviations, float residual, float logResidual, float fast, double step)
    {
        Span<float> linear = stackalloc float[Linear];
        Span<float> logarithmic = stackalloc float[Logarithmic];
        Span<float> course = stackalloc float[3];
        _linear.Read(residual, linear);
        _logarithmic.Read(logResidual, logarithmic);
        FillCourse(linear, step, course);
        deviations[(int)SeriesChannel.Spike] = Math.Abs(fast);
        deviations[(int)SeriesChannel.Point] = Math.Abs(linear[0]);
        deviations[(int)SeriesChannel.Shift] = Math.Abs(Mean(linear[..Steps(_options.LongMean, step, Linear)]));
        deviations[(int)SeriesChannel.Ratio] = Math.Abs(Mean(logarithmic[..Steps(_options.LogMean, step, Logarithmic)]));
        deviations[(int)SeriesChannel.Pair] = _pairs.Distance(linear[..2]);
        deviations[(int)SeriesChannel.RatioPair] = _ratioPairs.Distance(logarithmic[..2]);
        deviations[(int)SeriesChannel.Course] = _courses.Distance(course);
        deviations[(int)SeriesChannel.Shape] = _seen > SubsequenceModel.Length ? _model.Distance(linear) : 0;
    }

    private void FillCourse(ReadOnlySpan<float> linear, double step, Span<float> course)
    {
        var block = Steps(_options.Block, step, Linear / 3);
        for (var i = 0; i < course.Length; i++)
        {
            course[i] = Mean(linear.Slice(i * block, block));
        }
    }

    private void LearnPatterns(in SeriesReading reading)
    {
        Span<float> residuals = stackalloc float[Linear];
        Span<float> course = stackalloc float[3];
        _linear.Read(reading.Residual, residuals);
        FillCourse(residuals, _step, course);
        _pairs.Learn(residuals[..2]);
        _courses.Learn(course);
        _logarithmic.Read(reading.LogResidual, residuals);
        _ratioPairs.Learn(residuals[..2]);
        _linear.Learn(reading.Residual);
        _logarithmic.Learn(reading.LogResidual);
    }

    private void LearnDeviations(in SeriesReading reading)
    {
        // The first values are far from a level that is not yet there.
        if (_seen < 3)
        {
            return;
        }

        var isHalving = _count.Next(_options.HistogramHalfLifeSteps);
        for (var i = 0; i < ChannelValues.Count; i++)
        {
            if (isHalving)
            {
                _histograms[i].Halve();
            }

            _histograms[i].Learn(reading.Deviations[i], _count);
        }
    }

    private float NextStep(DateTimeOffset time)
    {
        var passed = (float)(time - _last).TotalMinutes;
        if (_seen == 0 || !(passed > 0))
        {
            return _step;
        }

        // After a gap it is still the same step; else it follows slowly.
        return _seen == 1 ? passed : passed >= 20 * _step ? _step : _step + Math.Clamp(passed - _step, -0.05f * _step, 0.05f * _step);
    }
}
