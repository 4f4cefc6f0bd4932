using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Room for records that is not in use. Safe for concurrent use.</summary>
internal static class RecordPieces
{
    /// <summary>How many pieces are kept at most: with 128 records each about 12 MB.</summary>
    private const int MostKept = 256;

    private static readonly TelemetryRecord[]?[] Kept = new TelemetryRecord[]?[MostKept];
    private static readonly Lock Turn = new();
    private static int _count;

    /// <summary>A piece whose records are to be written before they are read.</summary>
    public static TelemetryRecord[] Take(int length)
    {
        lock (Turn)
        {
            if (_count > 0)
            {
                var piece = Kept[--_count]!;
                Kept[_count] = null;
                return piece;
            }
        }

        return new TelemetryRecord[length];
    }

    /// <summary>Gives a piece back of which so many records were written; the texts that they name are let go.</summary>
    public static void GiveBack(TelemetryRecord[] piece, int written)
    {
        Array.Clear(piece, 0, written);
        lock (Turn)
        {
            if (_count < MostKept)
            {
                Kept[_count++] = piece;
            }
        }
    }
}
