using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// Turns a deviation into how improbable it is for this one function: the deviations seen so far in a decaying logarithmic histogram, above
/// their 95 % quantile a Pareto tail by Hill's estimator (B. M. Hill, Annals of Statistics 3, 1975) drawn towards a prior, and no more
/// improbable than how often its like has been seen. Two calibrations add up to that of both histories.
/// </summary>
public sealed class TailCalibration
{
    private const int Bins = 72;
    private const int BinsPerDoubling = 4;
    private const double Lowest = 0.125;
    private const double TailShare = 0.05;

    /// <summary>On average a deviation lies half a bin below its bin's upper edge, on the logarithmic scale.</summary>
    private static readonly double HalfBin = Math.Log(2) / BinsPerDoubling / 2;

    /// <summary>After a week of windows a deviation counts half.</summary>
    private static readonly double Keep = Math.Pow(0.5, 1d / 10_080);

    /// <summary>A deviation counts as seen when one of this share of its size was.</summary>
    private const double Likeness = 0.7;

    /// <summary>Newer deviations are entered with a growing weight instead of shrinking all older ones; from here on all are scaled down.</summary>
    private const double LargestStep = 1e6;

    private static readonly double[] UpperEdges = [.. Enumerable.Range(0, Bins).Select(bin => Lowest * Math.Pow(2, (double)bin / BinsPerDoubling))];

    private readonly float[] _bins = new float[Bins];
    private readonly CalibrationPrior _prior;
    private double _step = 1;
    private double _sum;

    /// <summary>Begins with nothing seen.</summary>
    /// <param name="prior">What is believed of the tail before anything is seen.</param>
    public TailCalibration(CalibrationPrior prior) => _prior = prior;

    /// <summary>How many deviations it has seen, older ones counting less.</summary>
    public double Weight => _sum / _step;

    /// <summary>-log10 of the probability of a deviation at least so large, 0 to <see cref="Tail.MaxScore"/>; deviations below 0 count as 0.</summary>
    public double Score(double deviation)
    {
        if (!(deviation > 0) || _sum <= 0)
        {
            return 0;
        }

        var quantile = TailBegin();
        if (deviation <= quantile)
        {
            return Math.Clamp(-Math.Log10(Math.Max(WeightFrom(BinOf(deviation)), 0.5) / Math.Max(Weight, 0.5)), 0, Tail.MaxScore);
        }

        var tail = FitTail(quantile);
        var score = (Math.Log10(deviation / quantile) / tail.Shape) - Math.Log10(tail.Share);
        var alike = WeightFrom(BinOf(deviation * Likeness));
        if (alike >= 0.5)
        {
            score = Math.Min(score, -Math.Log10(alike / Weight));
        }

        return Math.Clamp(score, 0, Tail.MaxScore);
    }

    /// <summary>The deviation that scores <paramref name="score"/>, as far as the tail alone decides: the edge of what is expected.</summary>
    public double DeviationAt(double score)
    {
        var quantile = TailBegin();
        var tail = FitTail(quantile);
        return quantile * Math.Pow(10, Math.Max(0, (score + Math.Log10(tail.Share)) * tail.Shape));
    }

    /// <summary>Takes in a deviation.</summary>
    public void Learn(double deviation) => LearnBin(BinOf(deviation));

    /// <summary>Takes in a deviation of which only the bin is known, see <see cref="BinOf"/>.</summary>
    internal void LearnBin(byte bin)
    {
        _step /= Keep;
        _sum += _step;
        _bins[bin] += (float)_step;
        if (_step > LargestStep)
        {
            for (var i = 0; i < Bins; i++)
            {
                _bins[i] /= (float)LargestStep;
            }

            (_sum, _step) = (_sum / LargestStep, _step / LargestStep);
        }
    }

    /// <summary>The quantile where the tail begins.</summary>
    private double TailBegin()
    {
        var limit = TailShare * _sum;
        double beyond = 0;
        var bin = Bins - 1;
        while (bin > 0 && beyond + _bins[bin] <= limit)
        {
            beyond += _bins[bin--];
        }

        return Math.Max(UpperEdges[bin], _prior.Floor);
    }

    /// <summary>The share beyond a quantile, and the tail's shape.</summary>
    private (double Share, double Shape) FitTail(double quantile)
    {
        double beyond = 0;
        double logs = 0;
        for (var i = Bins - 1; i > 0 && UpperEdges[i] > quantile; i--)
        {
            // Most bins of the tail are empty, and a logarithm costs more than all else here.
            if (_bins[i] > 0)
            {
                beyond += _bins[i];
                logs += _bins[i] * Math.Max(0, Math.Log(UpperEdges[i] / quantile) - HalfBin);
            }
        }

        beyond /= _step;
        return ((beyond + 1) / (Weight + (1 / TailShare)), ((_prior.Strength * _prior.Shape) + (logs / _step)) / (_prior.Strength + beyond));
    }

    private double WeightFrom(int bin)
    {
        double sum = 0;
        for (var i = bin; i < Bins; i++)
        {
            sum += _bins[i];
        }

        return sum / _step;
    }

    /// <summary>The bin a deviation falls into: all that is ever learned of it, so what waits to be learned need not be more.</summary>
    internal static byte BinOf(double deviation) =>
        !(deviation > Lowest) ? (byte)0 : (byte)Math.Min(Bins - 1, Math.Ceiling(Math.Log2(deviation / Lowest) * BinsPerDoubling));

    /// <summary>A bin that waits to be learned, read from bytes.</summary>
    internal static byte ReadBin(ref StateReader reader) => (byte)reader.Count(Bins - 1);

    internal void Write(StateWriter writer)
    {
        writer.Number8(_step);
        writer.Number8(_sum);
        writer.Count(_bins.Count(IsUsed));
        var last = -1;
        for (var i = 0; i < Bins; i++)
        {
            if (IsUsed(_bins[i]))
            {
                writer.Count(i - last - 1);
                writer.Real4(_bins[i]);
                last = i;
            }
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _step = reader.Number8();
        _sum = reader.Number8();
        var used = reader.Items(Bins, 1 + sizeof(float));
        for (var (i, bin) = (0, -1); i < used && !reader.Failed; i++)
        {
            bin = reader.IndexAfter(bin, Bins);
            _bins[bin] = reader.Real4();
        }
    }

    private static bool IsUsed(float weight) => BitConverter.SingleToInt32Bits(weight) != 0;
}
