using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>The dedup key of a message, made from what it says.</summary>
internal static class NotificationId
{
    /// <summary>
    /// <c>aw-</c> and 32 hexadecimal digits: the same after a crash between sending and recording, another one for anything new, also
    /// where an incident that was over goes on again in the same shape (the number of messages taken before tells them apart).
    /// </summary>
    public static string Of(Incident incident, NotifyReason reason, Told? told)
    {
        var content = string.Create(
            CultureInfo.InvariantCulture,
            $"{incident.Id}\n{reason}\n{incident.Status}\n{incident.Severity}\n{incident.Functions.Count}\n{told?.Messages ?? 0}");
        return "aw-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 16));
    }
}
