using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Local.Demo;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Local.Storage;
using AnomalyWatch.Local.Terminal;

namespace AnomalyWatch.Local;

/// <summary>The command <c>demo</c>.</summary>
internal static class DemoCommand
{
    private const double MaxMinutesPerSecond = 1_000_000;

    /// <summary>The command with its options.</summary>
    public static Command Make()
    {
        var data = new Option<string?>("--data") { Description = "A fresh folder for its data; left out, a temporary one that is removed in the end." };
        var urls = new Option<string>("--urls") { Description = "Where to listen (loopback only).", DefaultValueFactory = _ => LocalOptions.DefaultUrls };
        var channels = new Option<string?>("--channels") { Description = "The file that says whom to tell, in place of the demo's own webhook receiver." };
        var pace = new Option<double>("--minutes-per-second")
        {
            Description = "How many recorded minutes are sent in a second.",
            DefaultValueFactory = _ => DemoOptions.DefaultMinutesPerSecond,
        };
        pace.Validators.Add(result =>
        {
            // A negated range, so that what is no number at all fails too.
            if (!(result.GetValueOrDefault<double>() is > 0 and <= MaxMinutesPerSecond))
            {
                result.AddError("--minutes-per-second: must be above 0.");
            }
        });
        var exit = new Option<bool>("--exit") { Description = "End after the closing table, also on a terminal, where the page otherwise stays until Ctrl+C." };
        var command = new Command("demo", "Runs a real day of 120 functions with five injected incidents through every stage, faster than real time.")
        {
            data, urls, channels, pace, exit,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new DemoOptions
            {
                DataFolder = parsed.GetValue(data),
                Urls = parsed.GetRequiredValue(urls),
                ChannelsFile = parsed.GetValue(channels),
                MinutesPerSecond = parsed.GetValue(pace),
            },
            stays: !parsed.GetValue(exit) && !Console.IsInputRedirected && !Console.IsOutputRedirected,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, bool stays, CancellationToken cancellationToken)
    {
        using var screen = ProgressBar.OnConsole();
        try
        {
            await using var demo = await DemoRun.StartAsync(options, screen, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            screen.Say($"The page:     {demo.Server.Url}");
            screen.Say("The traffic:  15 July 2019, 120 Azure Functions, with five incidents put in (Azure Functions Trace 2019, CC-BY 4.0; names, callers and durations are made up)");
            var report = await demo.FeedAsync(cancellationToken).ConfigureAwait(false);
            screen.Dispose();
            Tell(demo, report);
            if (stays)
            {
                Console.WriteLine($"The page stays at {demo.Server.Url} until Ctrl+C.");
                await demo.Server.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (
            exception is LocalServerException or StorageUnavailableException or HttpRequestException or Azure.RequestFailedException or IOException)
        {
            screen.Dispose();
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static void Tell(DemoRun demo, DemoReport report)
    {
        Console.WriteLine();
        foreach (var line in report.Lines())
        {
            Console.WriteLine(line);
        }

        if (demo.Messages is { } messages)
        {
            Console.WriteLine($"{messages} messages received at the webhook");
        }

        if (demo.FirstIncidentAt is { } first)
        {
            using var self = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"First incident {(first - self.StartTime.ToUniversalTime()).TotalSeconds:0} s after the start of the program"));
        }
    }
}
