using System.Diagnostics;
using System.Globalization;

namespace AnomalyWatch.Local.Serving;

/// <summary>
/// For kill tests: ends this process without a chance to clean up when it comes by a named point between two steps for the so-and-so-manieth time,
/// as the environment variable <c>ANOMALYWATCH_END_AT</c> says (<c>folded:3</c>). Without it nothing of this exists.
/// </summary>
internal sealed class SuddenEnd
{
    private const string Variable = "ANOMALYWATCH_END_AT";

    private readonly string _point;
    private int _left;

    private SuddenEnd(string point, int times) => (_point, _left) = (point, times);

    /// <summary>What is to be called at every point; null where nothing is to happen.</summary>
    public static Action<string>? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable)?.Split(':') is [var point, var times] && int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new SuddenEnd(point, count).Pass
            : null;

    private void Pass(string point)
    {
        if (point == _point && Interlocked.Decrement(ref _left) == 0)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
