using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Builds full function names from the parts that clouds send.</summary>
internal static class FunctionNaming
{
    /// <summary>Stands for a part that a cloud does not tell.</summary>
    public const string Unknown = "unknown";

    private static readonly DateTimeOffset AnyTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The parts in lower case, joined by <c>/</c>. White space, control characters and slashes within a part become <c>-</c>: an
    /// App Insights role may be called "My Orders", and its calls must not be refused for that.
    /// </summary>
    public static string Of(params ReadOnlySpan<string?> parts)
    {
        var cleaned = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            cleaned[i] = Clean(parts[i]);
        }

        return string.Join('/', cleaned);
    }

    /// <summary>What is wrong with a full name, or null.</summary>
    public static string? Violation(string function) =>
        InvocationRules.Violation(new Invocation { Function = function, Start = AnyTime });

    private static string Clean(string? part)
    {
        part = part?.Trim();
        return string.IsNullOrEmpty(part)
            ? Unknown
            : string.Create(part.Length, part, static (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    var character = source[i];
                    target[i] = char.IsWhiteSpace(character) || char.IsControl(character) || character == '/' ? '-' : char.ToLowerInvariant(character);
                }
            });
    }
}
