namespace AnomalyWatch.Training.Evaluation.Kpi;

/// <summary>What a threshold comes to.</summary>
/// <param name="Threshold">The score from which on it alerts.</param>
/// <param name="Segments">Labelled segments.</param>
/// <param name="Found">Those with an alert in time.</param>
/// <param name="FalseEvents">Merged false alerts.</param>
/// <param name="Days">Days of all series together.</param>
/// <param name="LabelledRows">Rows within labelled segments.</param>
/// <param name="FoundRows">Rows of the segments found.</param>
/// <param name="FalseRows">Rows outside that alert.</param>
public sealed record KpiFigures(double Threshold, int Segments, int Found, int FalseEvents, double Days, long LabelledRows, long FoundRows, long FalseRows)
{
    /// <summary>The share of the segments that is found.</summary>
    public double Recall => (double)Found / Segments;

    /// <summary>The share of the events told that is true.</summary>
    public double Precision => Found == 0 ? 0 : (double)Found / (Found + FalseEvents);

    /// <summary>Harmonic mean of both.</summary>
    public double F1 => Found == 0 ? 0 : 2 * Recall * Precision / (Recall + Precision);

    /// <summary>False events of one series in one day.</summary>
    public double FalsePerDay => FalseEvents / Days;

    /// <summary>The F1 that published work reports: each row of a segment found in time counts as found, false alerts count row by row (delay limit 7).</summary>
    public double AdjustedF1 => FoundRows == 0 ? 0 : 2d * FoundRows / (FoundRows + FalseRows + LabelledRows);
}
