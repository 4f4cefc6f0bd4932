using System.Globalization;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// What a snapshot's file is called: its sequence number, its id and whether it is full, so that names sort by age. The id is drawn for every file, so that no
/// two owners of a partition ever write the same one.
/// </summary>
internal readonly record struct SnapshotFileName(long SequenceNumber, ulong Id, bool IsFull)
{
    private const int SequenceDigits = 19;
    private const int IdDigits = 16;
    private const string Full = ".full";
    private const string Delta = ".delta";

    /// <summary>Reads a name without its place.</summary>
    public static bool TryParse(string name, out SnapshotFileName result)
    {
        result = default;
        var isFull = name.EndsWith(Full, StringComparison.Ordinal);
        if (name.Length != SequenceDigits + 1 + IdDigits + (isFull ? Full : Delta).Length
            || (!isFull && !name.EndsWith(Delta, StringComparison.Ordinal))
            || !long.TryParse(name.AsSpan(0, SequenceDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !ulong.TryParse(name.AsSpan(SequenceDigits + 1, IdDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        result = new SnapshotFileName(sequence, id, isFull);
        return result.ToString() == name;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SequenceNumber:D19}-{Id:x16}{(IsFull ? Full : Delta)}");
}
