using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// The mean size of the residuals, which moves with the last thousand values, and their root mean square over many thousand, which gives a mostly silent series a floor.
/// </summary>
internal sealed class SeriesScale(SeriesOptions options)
{
    private const double RmsSteps = 20_000;

    /// <summary>The first residuals are taken as they are.</summary>
    private const int Young = 20;

    private const double LargestInRms = 1000;
    private const double LeastOfAll = 1e-30;

    private float _slow;
    private float _fast;
    private float _log;
    private float _rms;
    private float _logRms;

    /// <summary>The scales for a series whose values are of a size.</summary>
    public ResidualScales Read(double size)
    {
        var floor = Math.Max((options.ScaleFloorOfLevel * size) + LeastOfAll, options.ScaleFloorOfRms * _rms);
        return new ResidualScales(
            Math.Max(_slow, floor),
            Math.Max(_fast, floor),
            Math.Max(Math.Max(_log, options.LogScaleFloor), options.ScaleFloorOfRms * _logRms),
            (options.LogKnee * (size + _rms)) + LeastOfAll);
    }

    /// <summary>Takes in the residuals of a value.</summary>
    public void Learn(double slow, double fast, double log, in ResidualScales scales, int seen)
    {
        var rate = 1 / Math.Min(seen + 1, options.ScaleSteps);
        var limit = seen < Young ? double.PositiveInfinity : 2 * options.Winsor;
        _slow += (float)(rate * (Math.Min(Math.Abs(slow), limit * scales.Slow) - _slow));
        _fast += (float)(rate * (Math.Min(Math.Abs(fast), limit * scales.Fast) - _fast));
        _log += (float)(rate * (Math.Min(Math.Abs(log), limit * scales.Log) - _log));
        var rmsRate = 1 / Math.Min(seen + 1, RmsSteps);
        _rms = Rms(_rms, seen < Young ? slow : Math.Min(Math.Abs(slow), LargestInRms * scales.Slow), rmsRate);
        _logRms = Rms(_logRms, log, rmsRate);
    }

    internal void Write(StateWriter writer)
    {
        writer.Real4(_slow);
        writer.Real4(_fast);
        writer.Real4(_log);
        writer.Real4(_rms);
        writer.Real4(_logRms);
    }

    internal void Restore(ref StateReader reader)
    {
        _slow = reader.Real4();
        _fast = reader.Real4();
        _log = reader.Real4();
        _rms = reader.Real4();
        _logRms = reader.Real4();
    }

    private static float Rms(double before, double residual, double rate)
    {
        var square = before * before;
        return (float)Math.Sqrt(square + (rate * ((residual * residual) - square)));
    }
}
