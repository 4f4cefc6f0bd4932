using System.Buffers.Text;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// How many spans a sampled one stands for. OpenTelemetry's samplers write a threshold into <c>tracestate</c> (<c>ot=th:c</c>): up to 14
/// hexadecimal digits, trailing zeros left out, of the 2^56 below which spans were thrown away.
/// </summary>
internal static class SamplingWeight
{
    private const int Digits = 14;
    private const double All = 1L << 56;

    /// <summary>The weight, at least 1; 1 where the text holds no threshold.</summary>
    public static long Of(ReadOnlySpan<byte> traceState)
    {
        foreach (var range in traceState.Split((byte)','))
        {
            var member = traceState[range].Trim(" \t"u8);
            if (!member.StartsWith("ot="u8))
            {
                continue;
            }

            var value = member["ot="u8.Length..];
            foreach (var part in value.Split((byte)';'))
            {
                if (value[part].StartsWith("th:"u8))
                {
                    return OfThreshold(value[part]["th:"u8.Length..]);
                }
            }
        }

        return 1;
    }

    private static long OfThreshold(ReadOnlySpan<byte> hex)
    {
        if (hex.IsEmpty || hex.Length > Digits || !Utf8Parser.TryParse(hex, out ulong digits, out var read, 'x') || read != hex.Length)
        {
            return 1;
        }

        var thrownAway = digits << (4 * (Digits - hex.Length));
        return Math.Max(1, (long)Math.Round(All / (All - thrownAway)));
    }
}
