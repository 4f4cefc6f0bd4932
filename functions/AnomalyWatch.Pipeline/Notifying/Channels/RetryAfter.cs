using System.Net.Http.Headers;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>The header <c>Retry-After</c> (RFC 9110, 10.2.3): seconds or a date.</summary>
internal static class RetryAfter
{
    /// <summary>The longest wait that a receiver can ask of us.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How long to wait from <paramref name="now"/>; null where nothing was asked.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var asked = headers.RetryAfter is { } value ? value.Delta ?? value.Date - now : null;
        return asked is not { } wait ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
