using System.Globalization;

namespace AnomalyWatch.Tests.Local.SeriesFiles;

/// <summary>A series as a CSV: a day's rhythm in steps of five minutes, made-up noise, and a spike where it is wanted.</summary>
internal static class SomeSeries
{
    private const long Begin = 1_600_000_000;
    private const int Step = 300;

    public static string Csv(int rows, int spikeAt = -1) => "timestamp,value\n" + string.Concat(Enumerable.Range(0, rows).Select(row =>
        string.Create(CultureInfo.InvariantCulture, $"{Begin + (row * Step)},{Value(row) + (row == spikeAt ? 60 : 0):0.###}\n")));

    private static double Value(int row) => 50 + (20 * Math.Sin(row * Math.Tau / 288)) + Noise(row);

    private static double Noise(int row) => ((((row * 2654435761L) ^ 0x9E37) % 1000) / 500d) - 1;
}
