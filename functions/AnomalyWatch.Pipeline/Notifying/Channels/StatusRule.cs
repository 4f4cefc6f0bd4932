using System.Globalization;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>What an HTTP status means for a message, the same for all channels.</summary>
internal static class StatusRule
{
    /// <summary>The outcome of a status.</summary>
    public static DeliveryOutcome Of(int status) => status switch
    {
        >= 200 and < 300 => DeliveryOutcome.Delivered,
        408 or 425 or 429 or >= 500 => DeliveryOutcome.Retry,
        410 => DeliveryOutcome.Gone,
        _ => DeliveryOutcome.Rejected,
    };

    /// <summary>What to write in the log; null for a success. Never what the receiver wrote, which may quote our address.</summary>
    public static string? Detail(int status) => status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => string.Create(CultureInfo.InvariantCulture, $"HTTP {status}: redirects are not followed."),
        410 => "HTTP 410: the receiver is gone for good.",
        _ => string.Create(CultureInfo.InvariantCulture, $"HTTP {status}."),
    };
}
