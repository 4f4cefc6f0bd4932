using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Ids of anomalies come from what they are, so that a replay writes the same rows.</summary>
public static class AnomalyId
{
    /// <summary>
    /// 32 hexadecimal digits for a function's anomaly of one kind (and caller) that began in one window; <paramref name="again"/> counts how often one
    /// like it was withdrawn before.
    /// </summary>
    public static string Create(string function, DateTimeOffset windowStart, AnomalyKind kind, string? principal, int again = 0)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{function}\n{windowStart.ToUnixTimeSeconds()}\n{kind}\n{principal}");
        text = again == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}\n{again}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
