using System.Globalization;
using AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// Runs in the child process of the kill tests, before that program's own main method: the runtime calls it when DOTNET_STARTUP_HOOKS names this assembly, and asks for this name without a namespace.
/// It appends for ever and says each number when the append has returned.
/// </summary>
internal static class StartupHook
{
    public const string FolderVariable = "ANOMALYWATCH_TEST_LOG";
    public const string FlushVariable = "ANOMALYWATCH_TEST_FLUSH";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder)
        {
            return;
        }

        var options = new PartitionLogOptions
        {
            Folder = folder,
            SegmentBytes = 256 << 10,
            FlushMode = Enum.Parse<FlushMode>(Environment.GetEnvironmentVariable(FlushVariable)!),
        };
        var log = PartitionLog.Open(options, TimeProvider.System);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        while (true)
        {
            var body = AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder.Body(log.Position.LastSequenceNumber + 1, 300);
            output.WriteLine(log.Append(body).ToString(CultureInfo.InvariantCulture));
        }
    }
}
