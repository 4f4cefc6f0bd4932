using AnomalyWatch.Detection.Series;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>What does it cost to judge and learn one value of a series, against the simplest detector there is? Each series has learned a fortnight of five-minute steps.</summary>
public class SeriesBenchmarks
{
    private const int Series = 100;
    private const int Values = 100;
    private const int Operations = Series * Values;

    private readonly SeriesScorer[] _scorers = new SeriesScorer[Series];
    private readonly double[] _means = new double[Series];
    private readonly double[] _variances = new double[Series];
    private int _at;

    [GlobalSetup]
    public void Learn()
    {
        for (var i = 0; i < Series; i++)
        {
            _scorers[i] = SampleSeries.Learned(i);
        }

        _at = SampleSeries.Learning;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public double EwmaZScore()
    {
        var worst = 0d;
        for (var series = 0; series < Series; series++)
        {
            for (var i = 0; i < Values; i++)
            {
                var delta = SampleSeries.Value(series, _at + i) - _means[series];
                worst = Math.Max(worst, delta / Math.Sqrt(_variances[series] + 1));
                _means[series] += 0.05 * delta;
                _variances[series] = 0.95 * (_variances[series] + (0.05 * delta * delta));
            }
        }

        return worst;
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public double JudgeAndLearn()
    {
        var worst = 0d;
        for (var series = 0; series < Series; series++)
        {
            for (var i = 0; i < Values; i++)
            {
                worst = Math.Max(worst, _scorers[series].Next(SampleSeries.Time(_at + i), SampleSeries.Value(series, _at + i)).Alert);
            }
        }

        _at += Values;
        return worst;
    }
}
