using System.Diagnostics;
using System.Globalization;

namespace AnomalyWatch.Local.Terminal;

/// <summary>One line at the bottom of a terminal that is drawn over and over. Where there is no terminal it draws nothing and only passes lines on.</summary>
/// <param name="output">Where to write.</param>
/// <param name="width">The terminal's columns; 0 where there is no terminal.</param>
internal sealed class ProgressBar(TextWriter output, int width) : IDisposable
{
    private const int Cells = 30;
    private const string BeginOfEmptyLine = "\r\e[K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private string _drawn = "";
    private long _drawnAt;

    /// <summary>A bar on standard output, where that is a terminal.</summary>
    public static ProgressBar OnConsole() => new(Console.Out, ColumnsOfConsole());

    /// <summary>Whether there is a terminal to draw on.</summary>
    public bool IsDrawn => width > 0;

    /// <summary>Shows how much is done, 0 to 1; at most ten times a second.</summary>
    public void Show(double share, string text)
    {
        lock (_lock)
        {
            if (width == 0 || (_drawn.Length > 0 && share < 1 && Stopwatch.GetElapsedTime(_drawnAt) < Pause))
            {
                return;
            }

            var full = (int)(Math.Clamp(share, 0, 1) * Cells);
            var line = string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('.', Cells - full)}] {share * 100,3:0} %  {text}");
            _drawn = line.Length < width ? line : line[..(width - 1)];
            _drawnAt = Stopwatch.GetTimestamp();
            output.Write(BeginOfEmptyLine + _drawn);
        }
    }

    /// <summary>Writes a line above the bar.</summary>
    public void Say(string line)
    {
        lock (_lock)
        {
            output.WriteLine((_drawn.Length > 0 ? BeginOfEmptyLine : "") + line);
            output.Write(_drawn);
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            output.Write(_drawn.Length > 0 ? BeginOfEmptyLine : "");
            _drawn = "";
        }
    }

    private static int ColumnsOfConsole()
    {
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb")
        {
            return 0;
        }

        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
