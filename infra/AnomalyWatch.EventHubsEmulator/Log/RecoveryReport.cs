namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>What opening a log found on the disk.</summary>
/// <param name="Segments">Segment files that were taken over.</param>
/// <param name="RecordsScanned">Records of the newest segment that were checked one by one.</param>
/// <param name="BytesCut">Bytes cut from the end of the newest segment, because a crash had left them half written.</param>
/// <param name="Notes">One sentence for each thing that was not as a clean close leaves it; empty after a clean close.</param>
public sealed record RecoveryReport(int Segments, long RecordsScanned, long BytesCut, IReadOnlyList<string> Notes)
{
    /// <summary>The report of a log that began empty.</summary>
    public static RecoveryReport Fresh { get; } = new(0, 0, 0, []);
}
