using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What an AWS error code says of how a call ended.</summary>
internal static class AwsError
{
    private static readonly string[] Denials =
        ["AccessDenied", "Unauthorized", "NotAuthorized", "UnrecognizedClient", "InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "AuthFailure"];

    private static readonly string[] Throttles = ["Throttl", "TooManyRequests", "RequestLimitExceeded", "SlowDown"];

    /// <summary>The outcome, or null where there is no error: CloudTrail then knows that the call was let in, not what came of it.</summary>
    public static Outcome? OutcomeOf(string? errorCode) =>
        errorCode is null ? null
        : Holds(errorCode, Denials) ? Outcome.Denied
        : Holds(errorCode, Throttles) ? Outcome.Throttled
        : Outcome.Error;

    private static bool Holds(string text, string[] words) => Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
