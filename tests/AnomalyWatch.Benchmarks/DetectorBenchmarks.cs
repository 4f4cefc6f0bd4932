using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>What does a function's minute cost against the simplest detector there is? Every iteration begins with functions that learned calm minutes only.</summary>
public class DetectorBenchmarks
{
    private const int Functions = 200;
    private const int Minutes = 30;
    private const int Learned = 700;
    private const int Operations = Functions * Minutes;

    private static readonly FunctionWindow[] History = [.. Enumerable.Range(0, Learned).Select(SampleWindows.Calm)];
    private static readonly FunctionWindow[] Empty = [.. Enumerable.Range(Learned, Minutes).Select(SampleWindows.Empty)];
    private static readonly FunctionWindow[] Calm = [.. Enumerable.Range(Learned, Minutes).Select(SampleWindows.Calm)];
    private static readonly FunctionWindow[] Off = [.. Enumerable.Range(Learned, Minutes).Select(SampleWindows.AllOff)];

    private readonly List<Verdict> _callers = [];
    private readonly double[] _means = new double[Functions];
    private readonly double[] _variances = new double[Functions];
    private FunctionState[] _functions = [];

    [IterationSetup]
    public void Learn() => _functions = [.. Enumerable.Range(0, Functions).Select(_ => SampleWindows.Learned(History))];

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public int EwmaZScore()
    {
        var anomalies = 0;
        for (var function = 0; function < Functions; function++)
        {
            foreach (var window in Calm)
            {
                var delta = window.Invocations - _means[function];
                anomalies += delta > 6 * Math.Sqrt(_variances[function] + 1) ? 1 : 0;
                _means[function] += 0.05 * delta;
                _variances[function] = 0.95 * (_variances[function] + (0.05 * delta * delta));
            }
        }

        return anomalies;
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public int EmptyMinute() => Judge(Empty);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int CalmMinute() => Judge(Calm);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int EverySignalOff() => Judge(Off);

    private int Judge(FunctionWindow[] windows)
    {
        var anomalies = 0;
        foreach (var state in _functions)
        {
            foreach (var window in windows)
            {
                var measured = SampleWindows.Detector.Judge(state, window);
                _callers.Clear();
                SampleWindows.Detector.JudgeCallers(state, window, _callers);
                SampleWindows.Detector.Learn(state, window, measured);
                anomalies += measured.Verdict.IsAnomaly ? 1 : 0;
            }
        }

        return anomalies;
    }
}
