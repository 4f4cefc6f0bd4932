using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using AnomalyWatch.EventHubsEmulator.Amqp.Transport;

namespace AnomalyWatch.EventHubsEmulator;

/// <summary>The emulator as a program: it prints its connection string and runs until it is interrupted.</summary>
internal static class EmulatorCommand
{
    /// <summary>Makes the command.</summary>
    public static RootCommand Make()
    {
        var hubs = new Option<string[]>("--hub") { Description = "A hub and its partitions, as invocations:8. Once per hub.", Required = true };
        var groups = new Option<string[]>("--group") { Description = "A consumer group beside $Default, as invocations/analytics." };
        var data = new Option<string?>("--data") { Description = "The folder of events and keys. Without it both end with the program." };
        var port = new Option<int>("--port") { Description = "The port on loopback.", DefaultValueFactory = _ => 5672 };
        var webSockets = new Option<int?>("--websockets") { Description = "A port for AMQP in WebSockets as well." };
        var tls = new Option<bool>("--tls") { Description = "Encrypt, with a certificate for localhost." };
        var command = new RootCommand("A local Azure Event Hubs.") { hubs, groups, data, port, webSockets, tls };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            EmulatorOptions options;
            try
            {
                options = new EmulatorOptions
                {
                    Hubs = Read(parsed.GetValue(hubs)!, parsed.GetValue(groups) ?? []),
                    DataFolder = parsed.GetValue(data) is { } folder ? Path.GetFullPath(folder) : null,
                    Port = parsed.GetValue(port),
                    WebSocketPort = parsed.GetValue(webSockets),
                    Tls = parsed.GetValue(tls),
                };
            }
            catch (ArgumentException exception)
            {
                Console.Error.WriteLine(exception.Message);
                return 2;
            }

            return await RunAsync(options, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Reads hubs as they are written on the command line.</summary>
    internal static IReadOnlyList<HubOptions> Read(IReadOnlyList<string> hubs, IReadOnlyList<string> groups)
    {
        var read = new List<HubOptions>();
        foreach (var hub in hubs)
        {
            if (hub.Split(':') is not [{ Length: > 0 } name, var count] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var partitions))
            {
                throw new ArgumentException($"--hub {hub} is not NAME:PARTITIONS, as invocations:8.");
            }

            var own = groups.Where(group => group.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase)).Select(group => group[(name.Length + 1)..]).ToArray();
            read.Add(new HubOptions(name, partitions) { ConsumerGroups = own });
        }

        foreach (var group in groups)
        {
            if (!read.Exists(hub => group.StartsWith(hub.Name + "/", StringComparison.OrdinalIgnoreCase)))
            {
                throw new ArgumentException($"--group {group} is not HUB/GROUP of a hub that is served.");
            }
        }

        return read;
    }

    private static async Task<int> RunAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var emulator = await Emulator.StartAsync(options, cancellationToken).ConfigureAwait(false);
            Console.WriteLine(emulator.ConnectionString);
            if (options is { Tls: true, DataFolder: { } folder })
            {
                Console.WriteLine($"Clients have to trust {Path.Combine(folder, LocalCertificate.PublicFileName)}");
            }

            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or InvalidDataException or SocketException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
