using System.Globalization;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// What holds for every record that travels on. A record that breaks a rule is refused with the reason. Texts that a caller can choose
/// (agent, error type) are cut and cleaned instead: refusing them would let an attacker hide a call by sending a long one.
/// </summary>
public static class InvocationRules
{
    /// <summary>Why an invocation must be refused, naming the property and never its content; null when it is sound.</summary>
    public static string? Violation(in Invocation invocation) => FunctionViolation(invocation.Function) ?? ViolationBesideFunction(invocation);

    /// <summary>Why an invocation of this function must be refused whatever else it says; null when the name is sound.</summary>
    public static string? FunctionViolation(string function) => OfFunction(function, prefixAllowed: false);

    /// <summary>As <see cref="Violation(in Invocation)"/>, but for readers that have looked at the name once for many records.</summary>
    public static string? ViolationBesideFunction(in Invocation invocation) =>
        OfTime("start", invocation.Start)
        ?? OfNumber("durationMs", invocation.DurationMs, InvocationLimits.DurationMs)
        ?? OfNumber("spanMs", invocation.SpanMs, InvocationLimits.SpanMs)
        ?? OfNumber("initMs", invocation.InitMs, InvocationLimits.DurationMs)
        ?? OfNumber("billedMs", invocation.BilledMs, InvocationLimits.DurationMs)
        ?? OfNumber("memoryMb", invocation.MemoryMb, InvocationLimits.MemoryMb)
        ?? OfNumber("memoryLimitMb", invocation.MemoryLimitMb, InvocationLimits.MemoryMb)
        ?? OfNumber("requestBytes", invocation.RequestBytes, InvocationLimits.Bytes)
        ?? OfNumber("responseBytes", invocation.ResponseBytes, InvocationLimits.Bytes)
        ?? OfNumber("statusCode", invocation.StatusCode, 999)
        ?? (invocation.Count < 1 ? "count: must be at least 1" : OfNumber("count", invocation.Count, InvocationLimits.Count));

    /// <summary>Why a change must be refused, naming the property and never its content; null when it is sound.</summary>
    public static string? Violation(Change change) =>
        OfFunction(change.Function, prefixAllowed: true)
        ?? OfTime("time", change.Time)
        ?? (change.Operation.Length == 0 ? "operation: is missing" : null);

    /// <summary>A text from outside, cut to a length with control characters and broken surrogates replaced; null for an empty one.</summary>
    public static string? Clean(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (text.Length > maxLength)
        {
            text = text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
        }

        return text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && text.AsSpan().IndexOfAnyInRange('\x7f', '\x9f') < 0
            ? text
            : string.Create(text.Length, text, static (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    target[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
                }
            });
    }

    private static string? OfFunction(string function, bool prefixAllowed)
    {
        if (function.Length == 0)
        {
            return "function: is missing";
        }

        if (function.Length > InvocationLimits.Function)
        {
            return $"function: longer than {InvocationLimits.Function} characters";
        }

        var parts = 1;
        for (var i = 0; i < function.Length; i++)
        {
            var character = function[i];
            if (char.IsControl(character) || char.IsWhiteSpace(character) || char.IsUpper(character))
            {
                return "function: has a control character, a space or an upper-case letter";
            }

            if (character == '/')
            {
                parts++;
                if (i == 0 || i == function.Length - 1 || function[i - 1] == '/')
                {
                    return "function: has an empty part";
                }
            }
        }

        return parts >= 2 || prefixAllowed ? null : "function: needs a provider and a name, such as other/name";
    }

    private static string? OfTime(string property, DateTimeOffset time) =>
        time.UtcDateTime.Year is >= InvocationLimits.FirstYear and <= InvocationLimits.LastYear
            ? null
            : $"{property}: year outside {InvocationLimits.FirstYear} to {InvocationLimits.LastYear}";

    private static string? OfNumber(string property, double? number, double max) =>
        number is null || (number >= 0 && number <= max)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{property}: outside 0 to {max:0}");
}
