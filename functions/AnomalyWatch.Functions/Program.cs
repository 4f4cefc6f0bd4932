using AnomalyWatch.Functions.Hosting;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace AnomalyWatch.Functions;

/// <summary>Starts the worker as the app that its settings say it is.</summary>
public static class Program
{
    /// <summary>Runs until the platform ends it. Settings that are wrong end it at once, with a line for each in the host's log.</summary>
    public static async Task Main(string[] args)
    {
        var settings = AppSettings.Read(Environment.GetEnvironmentVariable);
        var credential = new DefaultAzureCredential();
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        Telemetry.Add(builder.Services, settings, credential);
        await StageServices.AddAsync(builder.Services, settings, Connections.Of(settings, credential, Console.Error.WriteLine), CancellationToken.None).ConfigureAwait(false);
        await builder.Build().RunAsync().ConfigureAwait(false);
    }
}
