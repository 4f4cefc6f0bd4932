using Amqp.Framing;
using Amqp.Types;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>The service's refusals, with conditions and sentences as Microsoft's clients match them.</summary>
internal static class ServiceErrors
{
    public static Error NotFound(string path) =>
        Make("amqp:not-found", $"The messaging entity 'sb://localhost/{path}' could not be found.");

    public static Error NoSuchPartition(int count) =>
        Make("com.microsoft:argument-out-of-range", $"The specified partition is invalid for an EventHub partition sender or receiver. It should be between 0 and {count - 1}.");

    public static Error SequenceNumberBeyondEnd(string given, long last) =>
        Make("com.microsoft:argument-error", $"The supplied sequence number '{given}' is invalid. The last sequence number in the system is '{last}'");

    public static Error OffsetBeyondEnd(string given, long last) =>
        Make("com.microsoft:argument-error", $"The supplied offset '{given}' is invalid. The last offset in the system is '{last}'");

    public static Error BadFilter() =>
        Make("com.microsoft:argument-error", "The supplied filter is invalid.");

    public static Error Unauthorized(string claim, string path) =>
        Make("amqp:unauthorized-access", $"Unauthorized access. '{claim}' claim(s) are required to perform this operation. Resource: 'sb://localhost/{path}'.");

    public static Error TokenExpired() => Make("amqp:unauthorized-access", "ExpiredToken: The token is expired.");

    public static Error CbsTaken(string connection) =>
        Make("amqp:not-allowed", $"A link to connection '{connection}' $cbs node has already been opened.");

    public static Error TooManyLinks(int limit) =>
        Make("amqp:resource-limit-exceeded", $"Exceeded the maximum number of allowed links per connection which is {limit}.");

    public static Error MessageTooLarge(long size, long limit) =>
        Make("amqp:link:message-size-exceeded", $"The received message (delivery-id:0, size:{size} bytes) exceeds the limit ({limit} bytes) currently allowed on the link.");

    public static Error BadMessage() => Make("amqp:decode-error", "The message could not be read.");

    public static Error ServerBusy() =>
        Make("com.microsoft:server-busy", "The request was terminated because the entity is being throttled. Error code : 50002. Please wait 4 seconds and try again.");

    public static Error Storage() => Make("amqp:internal-error", "The event could not be stored.");

    public static Error Detached(string name) =>
        Make("amqp:link:detach-forced", $"The link '{name}' is force detached. Code: publisher(link1). Details: AmqpEventHubPublisher.IdleTimerExpired: Idle timeout: 00:30:00.");

    public static Error StolenByEpoch(string newcomer, long epoch, string current, long? currentEpoch) =>
        Make(
            "amqp:link:stolen",
            $"New receiver '{newcomer}' with higher epoch of '{epoch}' is created hence current receiver '{current}' with epoch '{currentEpoch ?? 0}' is getting disconnected. If you are recreating the receiver, make sure a higher epoch is used.");

    public static Error HigherEpochExists(string current, long currentEpoch, string newcomer, long epoch) =>
        Make(
            "amqp:link:stolen",
            $"Receiver '{current}' with a higher epoch '{currentEpoch}' already exists. Receiver '{newcomer}' with epoch {epoch} cannot be created. Make sure you are creating receiver with increasing epoch value to ensure connectivity, or ensure all old epoch receivers are closed or disconnected.");

    public static Error EpochReceiverExists(long epoch) =>
        Make(
            "amqp:link:stolen",
            $"At least one receiver for the endpoint is created with epoch of '{epoch}', and so non-epoch receiver is not allowed. Either reconnect with a higher epoch, or make sure all epoch receivers are closed or disconnected.");

    public static Error TooManyReceivers(int limit, IEnumerable<string> names) =>
        Make(
            "amqp:resource-limit-exceeded",
            $"Exceeded the maximum number of allowed receivers per partition in a consumer group which is {limit}. List of connected receivers - {string.Join(", ", names)}.");

    // Python's client reads the fields of an error by position, so the last must not be left out (eventhubs.md 3.8).
    private static Error Make(string condition, string description) =>
        new(new Symbol(condition)) { Description = description, Info = new Fields() };
}
