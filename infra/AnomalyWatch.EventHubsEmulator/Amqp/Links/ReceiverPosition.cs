using System.Globalization;
using Amqp.Framing;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>Where a receiver begins, read from the selector that all clients write: <c>amqp.annotation.x-opt-offset &gt; '-1'</c>.</summary>
internal static class ReceiverPosition
{
    private const string FilterName = "apache.org:selector-filter:string";
    private const string Prefix = "amqp.annotation.";
    private const string FromStart = "-1";
    private const string FromEnd = "@latest";

    /// <summary>The selector of a source; null where there is none, which means the start.</summary>
    public static string? SelectorOf(Source source)
    {
        if (source.FilterSet is not { } filters || !filters.TryGetValue(new Symbol(FilterName), out var value))
        {
            return null;
        }

        return (value is DescribedValue described ? described.Value : value) as string ?? string.Empty;
    }

    /// <summary>The sequence number to begin at; false, with the service's error, for a selector that cannot be or lies beyond the end.</summary>
    public static bool TryResolve(string? selector, PartitionLog log, out long next, out Error? error)
    {
        next = 0;
        error = null;
        if (selector is null)
        {
            return true;
        }

        var end = log.Position;
        if (!TrySplit(selector, out var field, out var inclusive, out var value))
        {
            error = ServiceErrors.BadFilter();
            return false;
        }

        if (value == FromEnd)
        {
            next = end.LastSequenceNumber + 1;
            return true;
        }

        if (value == FromStart)
        {
            return true;
        }

        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            error = ServiceErrors.BadFilter();
            return false;
        }

        switch (field)
        {
            // At the end plus one and inclusive is where the next event will be, so it is no position beyond the end.
            case "x-opt-sequence-number" when number > end.LastSequenceNumber + (inclusive ? 1 : 0):
                error = ServiceErrors.SequenceNumberBeyondEnd(value, end.LastSequenceNumber);
                return false;
            case "x-opt-sequence-number":
                next = Math.Max(0, inclusive ? number : number + 1);
                return true;
            case "x-opt-offset" when number > end.LastOffset:
                error = ServiceErrors.OffsetBeyondEnd(value, end.LastOffset);
                return false;
            case "x-opt-offset":
                next = log.FindByOffset(number, inclusive);
                return true;
            case "x-opt-enqueued-time" or "x-opt-enqueuedtimeutc":
                next = log.FindByTime(TimeOf(number), inclusive);
                return true;
            default:
                error = ServiceErrors.BadFilter();
                return false;
        }
    }

    private static DateTimeOffset TimeOf(long milliseconds) => milliseconds <= 0
        ? DateTimeOffset.MinValue
        : DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static bool TrySplit(string selector, out string field, out bool inclusive, out string value)
    {
        field = value = string.Empty;
        inclusive = false;
        var at = selector.IndexOf('>', StringComparison.Ordinal);
        if (!selector.StartsWith(Prefix, StringComparison.Ordinal) || at < 0)
        {
            return false;
        }

        field = selector[Prefix.Length..at].Trim();
        inclusive = at + 1 < selector.Length && selector[at + 1] == '=';
        value = selector[(at + (inclusive ? 2 : 1))..].Trim().Trim('\'');
        return value.Length > 0;
    }
}
