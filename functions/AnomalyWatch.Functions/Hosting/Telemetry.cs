using AnomalyWatch.Pipeline;
using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>Sends the pipeline's own metrics and traces to Application Insights, as the app's identity: the component takes no key.</summary>
public static class Telemetry
{
    /// <summary>The role's name begins with this; the stage follows.</summary>
    public const string ServiceName = "anomalywatch";

    /// <summary>Adds it where the settings say where to; nothing otherwise.</summary>
    public static void Add(IServiceCollection services, AppSettings settings, TokenCredential credential)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Insights is not { Length: > 0 } connection)
        {
            return;
        }

        void Configure(AzureMonitorExporterOptions options) => (options.ConnectionString, options.Credential) = (connection, credential);
        Instruments(services.AddOpenTelemetry(), settings.Stage)
            .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Configure))
            .WithTracing(traces => traces.AddAzureMonitorTraceExporter(Configure));
    }

    /// <summary>What is sent, whoever takes it.</summary>
    internal static OpenTelemetryBuilder Instruments(OpenTelemetryBuilder telemetry, Stage stage) => telemetry
        .ConfigureResource(resource => resource.AddService($"{ServiceName}-{stage.Name}"))
        .WithMetrics(metrics => metrics.AddMeter(TelemetryNames.Meter))
        .WithTracing(traces => traces.AddSource(TelemetryNames.Activities));
}
