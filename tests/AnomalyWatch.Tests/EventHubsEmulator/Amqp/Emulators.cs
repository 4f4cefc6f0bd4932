using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.EventHubsEmulator.Amqp.Transport;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

/// <summary>Emulators for tests: in memory, on a free port.</summary>
internal static class Emulators
{
    /// <summary>One with the hub <c>events</c> of four partitions and the consumer groups <c>$Default</c> and <c>second</c>.</summary>
    public static Task<Emulator> StartAsync(ConnectionLimits? limits = null, TimeProvider? time = null) => Emulator.StartAsync(
        new EmulatorOptions
        {
            Port = 0,
            Hubs = [new HubOptions("events", 4) { ConsumerGroups = ["second"] }],
            Limits = limits ?? new ConnectionLimits(),
        },
        time ?? TimeProvider.System,
        CancellationToken.None);
}
