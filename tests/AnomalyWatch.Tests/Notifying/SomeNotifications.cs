using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests;

internal static partial class Some
{
    /// <summary>Names as an attacker would choose them.</summary>
    public static string[] HostileNames { get; } =
    [
        "other/x/[click me](https://evil.example)",
        "other/x/<!channel> <@U012AB3CD> <https://evil.example|safe>",
        "other/x/<at>everyone</at> **bold** _it_ `code` ~s~",
        "other/x/</script><script>alert(1)</script>",
        "other/x/line1\nline2\r\nHost: evil\u2028\u2029\0",
        "other/x/{{DATE(2026-01-01T00:00:00Z, SHORT)}} ${expression} @{triggerBody()}",
        "other/x/\u202egnp.exe \u2066\u200b",
        "other/x/\ud83d\ude00 lone \ud83d surrogate",
        "other/x/&lt;!here&gt; & \" ' \\",
        "other/x/" + new string('\u00e9', 10_000),
    ];

    /// <summary>An opened message about an incident, with a link.</summary>
    public static Notification Notification(Incident? incident = null, NotifyReason reason = NotifyReason.Opened) =>
        new("aw-00000000000000000000000000000001", incident ?? Incident(), reason, new Uri($"https://aw.example/incidents#{Id(1)}"));

    /// <summary>An incident that says a hostile name wherever it can.</summary>
    public static Incident Hostile(string name) => Incident(1, Anomaly(1, 0, name) with { Principal = name }) with
    {
        Title = name,
        Explanation = string.Join('\n', Enumerable.Repeat(name, 3)),
        Key = "function:" + name,
    };

    /// <summary>500 anomalies over 300 functions with emoji in their names.</summary>
    public static Incident Huge()
    {
        var anomalies = Enumerable.Range(1, 500).Select(number => Anomaly(number, number, $"other/{number % 300}/\U0001F600{new string('\u4e00', 60)}"));
        return Incident(1, [.. anomalies]) with { Explanation = string.Concat(Enumerable.Repeat("\U0001F600\u4e00 <&> \n", 2000)) };
    }

    /// <summary>A row that waits for its second attempt.</summary>
    public static NotificationRecord Row(int incident = 1, string channel = "ops") => new()
    {
        IncidentId = Id(incident),
        Channel = channel,
        State = DeliveryState.Retrying,
        Reason = NotifyReason.Opened,
        NotificationId = "aw-1",
        Attempts = 1,
        UpdatedAt = Noon,
        DueAt = Noon.AddTicks(12345678),
        Detail = "HTTP 500.",
    };
}
