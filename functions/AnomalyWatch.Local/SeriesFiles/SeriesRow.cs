namespace AnomalyWatch.Local.SeriesFiles;

/// <summary>A row of a series as it was read; the texts are valid until the next row is asked for.</summary>
/// <param name="Time">When it was.</param>
/// <param name="Value">The value; NaN where there is none.</param>
/// <param name="TimeText">The time as it is written.</param>
/// <param name="ValueText">The value as it is written.</param>
internal readonly record struct SeriesRow(DateTimeOffset Time, double Value, ReadOnlyMemory<byte> TimeText, ReadOnlyMemory<byte> ValueText);
