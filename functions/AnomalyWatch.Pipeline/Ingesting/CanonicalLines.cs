namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads canonical JSON that is known to be one object per line, as replayed files are, in a single pass. A bad line is refused by
/// itself, whatever it holds; a delivery of which that is not known goes through <see cref="DeliveryReader"/>.
/// </summary>
public static class CanonicalLines
{
    /// <summary>Reads lines. Never throws for any bytes; where no line at all can be read the whole is <see cref="IngestStatus.Malformed"/>.</summary>
    public static IngestResult Read(ReadOnlySpan<byte> utf8)
    {
        var tally = new RecordTally(int.MaxValue);
        for (var start = 0; start < utf8.Length;)
        {
            var length = utf8[start..].IndexOf((byte)'\n');
            length = length < 0 ? utf8.Length - start : length;
            var line = utf8.Slice(start, length);
            if (line.ContainsAnyExcept(" \t\r"u8))
            {
                // The file keeps what is refused.
                InvocationsFormat.Take(line, start, kept: default, tally);
            }

            start += length + 1;
        }

        return tally.Finish();
    }
}
