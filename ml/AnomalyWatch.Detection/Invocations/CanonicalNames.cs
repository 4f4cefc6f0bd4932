using System.Text;
using System.Text.Json;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>The words that the canonical JSON uses for enumerations: the members' names in lower case.</summary>
internal static class CanonicalNames
{
    private static readonly string[] Outcomes = [.. Enum.GetNames<Outcome>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] Triggers = [.. Enum.GetNames<Trigger>().Select(name => name.ToLowerInvariant())];
    private static readonly byte[][] OutcomesUtf8 = [.. Outcomes.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] TriggersUtf8 = [.. Triggers.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The word for a kind; null for a completed invocation, which has none.</summary>
    public static string? Of(InvocationKind kind) => kind switch
    {
        InvocationKind.Start => "start",
        InvocationKind.InstanceStart => "instanceStart",
        _ => null,
    };

    /// <summary>The name of a property that is known.</summary>
    public static string Of(CanonicalProperty property) => JsonNamingPolicy.CamelCase.ConvertName(property.ToString());

    public static string Of(Outcome outcome) => Outcomes[(int)outcome];

    public static string Of(Trigger trigger) => Triggers[(int)trigger];

    public static bool TryRead(ref Utf8JsonReader json, out Outcome outcome)
    {
        var found = TryFind(ref json, OutcomesUtf8, out var index);
        outcome = (Outcome)index;
        return found;
    }

    public static bool TryRead(ref Utf8JsonReader json, out Trigger trigger)
    {
        var found = TryFind(ref json, TriggersUtf8, out var index);
        trigger = (Trigger)index;
        return found;
    }

    public static bool TryFind(ReadOnlySpan<byte> word, out Outcome outcome)
    {
        var index = IndexOf(word, OutcomesUtf8);
        outcome = (Outcome)Math.Max(0, index);
        return index >= 0;
    }

    public static bool TryFind(ReadOnlySpan<byte> word, out Trigger trigger)
    {
        var index = IndexOf(word, TriggersUtf8);
        trigger = (Trigger)Math.Max(0, index);
        return index >= 0;
    }

    private static int IndexOf(ReadOnlySpan<byte> word, byte[][] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (word.SequenceEqual(words[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TryFind(ref Utf8JsonReader json, byte[][] words, out int index)
    {
        for (index = 0; index < words.Length; index++)
        {
            if (json.TokenType == JsonTokenType.String && json.ValueTextEquals(words[index]))
            {
                return true;
            }
        }

        index = 0;
        return false;
    }
}
