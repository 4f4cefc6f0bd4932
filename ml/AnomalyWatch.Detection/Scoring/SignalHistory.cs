using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>The values of each signal in the last windows, so that an anomaly can show what came before it.</summary>
public sealed class SignalHistory
{
    /// <summary>How many windows are kept.</summary>
    public const int Windows = 60;

    private static readonly Signal[] Kept = [Signal.Invocations, Signal.Errors, Signal.Denied, Signal.DurationP95, Signal.ColdStarts];

    private readonly float[] _values = new float[Windows * Kept.Length];
    private long _count;

    /// <summary>Takes in a window.</summary>
    public void Learn(FunctionWindow window)
    {
        for (var i = 0; i < Kept.Length; i++)
        {
            _values[At(_count, i)] = Value(window, Kept[i]);
        }

        _count++;
    }

    /// <summary>A signal's values up to and with a window that is not yet learned, oldest first; empty for a signal that is no series.</summary>
    public IReadOnlyList<double> UpTo(FunctionWindow window, Signal signal)
    {
        var index = Array.IndexOf(Kept, signal);
        if (index < 0)
        {
            return [];
        }

        var count = (int)Math.Min(_count, Windows - 1);
        var values = new double[count + 1];
        for (var i = 0; i < count; i++)
        {
            values[i] = _values[At(_count - count + i, index)];
        }

        values[count] = Value(window, signal);
        return values;
    }

    /// <summary>Signal by signal, the oldest window first: neighbours resemble each other.</summary>
    internal void Write(StateWriter writer)
    {
        var count = (int)Math.Min(_count, Windows);
        writer.Count(count);
        for (var index = 0; index < Kept.Length; index++)
        {
            for (var i = 0; i < count; i++)
            {
                writer.Number4(_values[At(_count - count + i, index)], Parts(index));
            }
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _count = reader.Items(Windows, Kept.Length);
        for (var index = 0; index < Kept.Length; index++)
        {
            for (var i = 0; i < _count; i++)
            {
                _values[At(i, index)] = reader.Number4(Parts(index));
            }
        }
    }

    private static int At(long window, int index) => ((int)(window % Windows) * Kept.Length) + index;

    /// <summary>Durations are rounded to a tenth, all else is counted.</summary>
    private static int Parts(int index) => Kept[index] == Signal.DurationP95 ? 10 : 1;

    private static float Value(FunctionWindow window, Signal signal) => signal switch
    {
        Signal.Invocations => window.Invocations,
        Signal.Errors => window.Errors,
        Signal.Denied => window.Denied,
        Signal.DurationP95 => (float)Math.Round(window.Durations.Quantile(0.95) ?? 0, 1),
        _ => window.ColdStarts,
    };
}
