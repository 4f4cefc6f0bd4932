using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// How long after its beginning an invocation is given up: the longest a platform lets one run. AWS Lambda 15 minutes
/// (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html); Azure Functions 30 minutes, the default of every plan but Consumption, which ends
/// after 10 (learn.microsoft.com/azure/azure-functions/functions-scale, "functionTimeout"; what is set to run longer is counted as unfinished); Cloud Run
/// functions 60 minutes (cloud.google.com/functions/quotas).
/// </summary>
internal static class StartLimit
{
    /// <summary>The limit of a platform we do not know.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(15);

    /// <summary>The limit of a function.</summary>
    public static TimeSpan Of(string function) => FunctionName.Provider(function) switch
    {
        "azure" => TimeSpan.FromMinutes(30),
        "gcp" => TimeSpan.FromMinutes(60),
        _ => Default,
    };
}
