using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an entry of Cloud Run's request log, which functions of the second generation write too. Its timestamp is when the request was
/// received, so it is the beginning; <c>latency</c> is the duration. The call's id is the entry's <c>insertId</c>: there is no other.
/// </summary>
internal static class GcpRequestLog
{
    private static readonly (string Agent, Trigger Trigger)[] GoogleAgents =
    [
        ("CloudPubSub-Google", Trigger.PubSub),
        ("Google-Cloud-Scheduler", Trigger.Timer),
        ("Google-Cloud-Tasks", Trigger.Queue),
    ];

    public static Reading Read(JsonElement entry)
    {
        if (entry.Object("httpRequest") is not { } request)
        {
            return Reading.Refused("httpRequest: is missing from an entry of the request log");
        }

        if (GcpFunction.Of(entry, entry.Text("insertId"), out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        var status = request.Whole("status");
        int? code = status is null ? null : (int)Math.Clamp(status.Value, -1, 1000);
        var agent = request.Text("userAgent");
        return Reading.Of(named with
        {
            DurationMs = Milliseconds(request.Text("latency")),
            Outcome = HttpOutcome.Of(code),
            StatusCode = code,
            Trigger = TriggerOf(agent),
            RequestBytes = request.Whole("requestSize"),
            ResponseBytes = request.Whole("responseSize"),
            Caller = new Caller
            {
                Ip = InvocationRules.Clean(request.Text("remoteIp"), InvocationLimits.Ip),
                Agent = InvocationRules.Clean(agent, InvocationLimits.LongText),
            },
        });
    }

    // "0.012s"; NaN, which the rules refuse, for anything else.
    private static double? Milliseconds(string? latency) =>
        latency is null ? null : latency.EndsWith('s') ? JsonFields.NumberOf(latency.AsSpan(..^1)) * 1000 : double.NaN;

    private static Trigger TriggerOf(string? agent)
    {
        foreach (var (words, trigger) in GoogleAgents)
        {
            if (agent?.Contains(words, StringComparison.Ordinal) == true)
            {
                return trigger;
            }
        }

        return Trigger.Http;
    }
}
