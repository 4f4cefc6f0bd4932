using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an AppDependencies record. A dependency is a call <em>out</em> of a function and tells nothing of the invocation it was made in, but one: under
/// OpenTelemetry the worker's span round the whole invocation arrives as a dependency within the process, with the invocation's id. It is a second
/// sighting beside the host's AppRequests record.
/// </summary>
internal static class AzureAppDependency
{
    /// <summary>The category of these records.</summary>
    public const string Category = "AppDependencies";

    public static Reading Read(JsonElement record)
    {
        var telemetry = AzureAppTelemetry.Of(record);
        if (telemetry.Custom?.Text("faas.invocation_id") is null || telemetry.Fields.Text("DependencyType") != "InProc")
        {
            return Reading.NotAnInvocation;
        }

        var function = telemetry.Custom.Text("faas.name") is { } name ? name[(name.LastIndexOf('/') + 1)..] : telemetry.Fields.Text("OperationName");
        return telemetry.Named(record, function, out var fault) is { } named
            ? Reading.Of(named with
            {
                DurationMs = telemetry.Fields.Number("DurationMs"),
                Outcome = telemetry.Fields.Flag("Success") switch { true => Outcome.Ok, false => Outcome.Error, null => Outcome.Unknown },
                ColdStart = telemetry.Custom.Flag("faas.coldstart"),
            })
            : Reading.Refused(fault);
    }
}
