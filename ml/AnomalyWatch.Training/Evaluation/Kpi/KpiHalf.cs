namespace AnomalyWatch.Training.Evaluation.Kpi;

/// <summary>The two halves of each series: thresholds are chosen on the first and judged on the second.</summary>
public enum KpiHalf
{
    Train,
    Test,
}
