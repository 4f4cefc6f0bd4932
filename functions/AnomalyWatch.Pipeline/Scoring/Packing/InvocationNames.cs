using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Scoring.Packing;

/// <summary>The names of a pack that was read: each is checked and cleaned once, however many records share it.</summary>
internal sealed class InvocationNames
{
    /// <summary>Functions by number; 0 is no name.</summary>
    public required string?[] Functions { get; init; }

    /// <summary>Which of them may be a function's name at all.</summary>
    public required bool[] AreSound { get; init; }

    public required string?[] ErrorTypes { get; init; }

    public required string?[] Versions { get; init; }

    public required string?[] Principals { get; init; }

    public required string?[] Ips { get; init; }

    public required string?[] Networks { get; init; }

    public required string?[] Countries { get; init; }

    public required string?[] Agents { get; init; }

    /// <summary>Reads the tables in the order in which <see cref="InvocationTable"/> writes them.</summary>
    public static InvocationNames Read(ref ColumnSource source, int max)
    {
        var functions = NameTable.Read(ref source, max);
        return new InvocationNames
        {
            Functions = functions,
            AreSound = [.. functions.Select(name => name is not null && InvocationRules.FunctionViolation(name) is null)],
            ErrorTypes = Texts(ref source, max, InvocationLimits.ShortText),
            Versions = Texts(ref source, max, InvocationLimits.ShortText),
            Principals = Texts(ref source, max, InvocationLimits.LongText),
            Ips = Texts(ref source, max, InvocationLimits.Ip),
            Networks = Texts(ref source, max, InvocationLimits.ShortText),
            Countries = Texts(ref source, max, InvocationLimits.ShortText),
            Agents = Texts(ref source, max, InvocationLimits.LongText),
        };
    }

    private static string?[] Texts(ref ColumnSource source, int max, int maxLength)
    {
        var names = NameTable.Read(ref source, max);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = InvocationRules.Clean(names[i], maxLength);
        }

        return names;
    }
}
