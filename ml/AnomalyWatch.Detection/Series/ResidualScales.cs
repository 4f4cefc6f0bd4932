namespace AnomalyWatch.Detection.Series;

/// <summary>How large residuals are as a rule, floors applied.</summary>
/// <param name="Slow">Of those against level and season.</param>
/// <param name="Fast">Of those against what follows quickly.</param>
/// <param name="Log">Of those on the logarithmic axis.</param>
/// <param name="Knee">Where the logarithmic axis turns linear.</param>
internal readonly record struct ResidualScales(double Slow, double Fast, double Log, double Knee);
