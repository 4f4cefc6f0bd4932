using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Reads one record of CloudTrail: a call of a Lambda function (a data event) is an invocation, a call that changes something a change.</summary>
internal static class CloudTrailEvent
{
    /// <summary>The service whose calls are invocations.</summary>
    public const string Lambda = "lambda.amazonaws.com";

    public static Reading Read(JsonElement record)
    {
        if (record.Text("eventVersion") is not { } version)
        {
            return Reading.Refused("eventVersion: is missing, so this is no CloudTrail record");
        }

        if (!version.StartsWith("1.", StringComparison.Ordinal))
        {
            return Reading.Refused("eventVersion: is not 1.x, so this is no CloudTrail record of a form known here");
        }

        if (record.Text("eventCategory") == "Insight")
        {
            return Reading.NotAnInvocation;
        }

        if (record.Text("eventSource") is not { } source || record.Text("eventName") is not { } name)
        {
            return Reading.Refused("eventSource or eventName: is missing");
        }

        if (CloudTime.Read(record.Text("eventTime")) is not { } time)
        {
            return Reading.Refused("eventTime: is missing or not a time in RFC 3339");
        }

        return source == Lambda && name.StartsWith("Invoke", StringComparison.Ordinal)
            ? CloudTrailInvoke.Read(record, name, time)
            : CloudTrailChange.Read(record, source, name, time);
    }
}
