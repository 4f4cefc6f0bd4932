using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// How a span ended. By the specification <c>Error</c> and <c>Ok</c> are somebody's decision and final, and <c>Unset</c> means that it ended
/// without an error; instrumentations set <c>Error</c> on a server's span for HTTP 5xx and never for 4xx, which is the caller's fault.
/// </summary>
internal static class OtlpOutcome
{
    private const int Ok = 1;
    private const int Error = 2;

    /// <summary>The outcome. A refusal is one whatever the status says; an instrumentation that leaves 5xx unset is not believed.</summary>
    /// <param name="status">The span's status code: 0 unset, 1 ok, 2 error.</param>
    /// <param name="httpCode">The HTTP status code, or null.</param>
    /// <param name="errorType">The value of <c>error.type</c> or the exception's type, or null.</param>
    public static Outcome Of(int status, int? httpCode, string? errorType) => HttpOutcome.OfRefusal(httpCode) ?? status switch
    {
        Ok => Outcome.Ok,
        Error => httpCode == 504 || IsTimeout(errorType) ? Outcome.Timeout : Outcome.Error,
        _ => httpCode >= 500 ? HttpOutcome.Of(httpCode) : Outcome.Ok,
    };

    private static bool IsTimeout(string? errorType) =>
        errorType is not null
        && (errorType.Contains("timeout", StringComparison.OrdinalIgnoreCase) || errorType.Contains("timedout", StringComparison.OrdinalIgnoreCase));
}
