namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>The names under which the door takes telemetry in: <c>POST /api/ingest/{source}</c>.</summary>
public static class Sources
{
    /// <summary>Canonical JSON, one object per line, or one object, or an array.</summary>
    public const string Invocations = "invocations";

    /// <summary>Azure Monitor diagnostic settings.</summary>
    public const string AzureMonitor = "azure-monitor";

    /// <summary>CloudWatch Logs subscriptions.</summary>
    public const string AwsCloudWatch = "aws-cloudwatch";

    /// <summary>Amazon Data Firehose, whose records hold what <see cref="AwsCloudWatch"/> or <see cref="AwsCloudTrail"/> take.</summary>
    public const string AwsFirehose = "aws-firehose";

    /// <summary>CloudTrail records: as files, as EventBridge events, or bare.</summary>
    public const string AwsCloudTrail = "aws-cloudtrail";

    /// <summary>The Lambda Telemetry API.</summary>
    public const string AwsTelemetry = "aws-telemetry";

    /// <summary>Google Cloud Logging.</summary>
    public const string GcpLogging = "gcp-logging";

    /// <summary>OTLP traces; also at <c>POST /v1/traces</c>, where the protocol looks for them.</summary>
    public const string OtlpTraces = "otlp-traces";

    /// <summary>OTLP logs; also at <c>POST /v1/logs</c>.</summary>
    public const string OtlpLogs = "otlp-logs";

    /// <summary>CloudEvents 1.0 in any HTTP mode.</summary>
    public const string CloudEvents = "cloudevents";
}
