using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What an HTTP status code says of how an invocation ended.</summary>
internal static class HttpOutcome
{
    /// <summary>The outcome by the code alone: from 400 on it is an error, as Application Insights counts too.</summary>
    public static Outcome Of(int? code) => OfRefusal(code) ?? code switch
    {
        null => Outcome.Unknown,
        504 => Outcome.Timeout,
        >= 400 => Outcome.Error,
        _ => Outcome.Ok,
    };

    /// <summary>The outcome of a call that was turned away, which no "succeeded" of the source changes; otherwise null.</summary>
    public static Outcome? OfRefusal(int? code) => code switch
    {
        401 or 403 => Outcome.Denied,
        429 => Outcome.Throttled,
        _ => null,
    };
}
