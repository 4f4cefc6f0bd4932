using System.Net.Sockets;
using Amqp;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>What a failure of the service means for the next attempt.</summary>
internal enum RetryAdvice
{
    /// <summary>No attempt will succeed.</summary>
    Never,

    /// <summary>Another attempt, on a new connection.</summary>
    Reconnect,

    /// <summary>Another attempt on the same connection, after a pause.</summary>
    Wait,

    /// <summary>Another attempt with a new token.</summary>
    Authorize,
}

/// <summary>Which failures pass, by the conditions that the service sends.</summary>
internal static class RetryRule
{
    private static readonly string[] Final =
    [
        "amqp:not-found", "amqp:not-allowed", "amqp:not-implemented", "amqp:link:message-size-exceeded", "amqp:link:stolen", "amqp:link:redirect",
        "com.microsoft:argument-error", "com.microsoft:argument-out-of-range", "com.microsoft:entity-disabled",
    ];

    public static RetryAdvice Of(Exception exception) => exception switch
    {
        AmqpException { Error.Condition: { } condition } => Of(condition),
        AmqpException or TimeoutException or IOException or SocketException or ObjectDisposedException or InvalidOperationException => RetryAdvice.Reconnect,
        _ => RetryAdvice.Never,
    };

    private static RetryAdvice Of(string condition) => condition switch
    {
        "com.microsoft:server-busy" or "com.microsoft:timeout" => RetryAdvice.Wait,
        "amqp:unauthorized-access" => RetryAdvice.Authorize,
        _ when Final.Contains(condition, StringComparer.Ordinal) => RetryAdvice.Never,
        _ => RetryAdvice.Reconnect,
    };
}
