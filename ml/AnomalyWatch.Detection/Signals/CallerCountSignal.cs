using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Signals;

/// <summary>How many different callers a window has, against the function's own mean. It tells nothing by itself and is one feature of the pattern.</summary>
public sealed class CallerCountSignal
{
    private readonly Baseline _callers = new(halfLife: 360);
    private readonly Delay<double> _delay = new();

    /// <summary>The deviation in standard deviations of a Poisson count, signed.</summary>
    public double Deviation(FunctionWindow window) =>
        _callers.Seen == 0 ? 0 : (window.DistinctCallers - _callers.Mean) / Math.Sqrt(_callers.Mean + 1);

    /// <summary>Takes in a window that was not anomalous.</summary>
    public void Learn(FunctionWindow window)
    {
        if (_delay.Push(window.DistinctCallers, out var due))
        {
            _callers.Learn(due);
        }
    }

    internal void Write(StateWriter writer)
    {
        _callers.Write(writer);
        writer.Count(_delay.Count);
        for (var i = 0; i < _delay.Count; i++)
        {
            writer.Number8(_delay[i]);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _callers.Restore(ref reader);
        var count = reader.Items(Delay<double>.Windows);
        for (var i = 0; i < count; i++)
        {
            _delay.Push(reader.Number8(), out _);
        }
    }
}
