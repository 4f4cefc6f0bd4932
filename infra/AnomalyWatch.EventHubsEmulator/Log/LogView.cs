namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>What readers see: the segments and the end, published together after each append. A reader works on one view from beginning to end, and takes a newer one only to begin again.</summary>
internal sealed record LogView(LogPosition Position, Segment[] Segments)
{
    /// <summary>Which segment holds an offset: the last one that begins at or before it.</summary>
    public int SegmentAt(long offset)
    {
        var at = Segments.Length - 1;
        while (at > 0 && Segments[at].BaseOffset > offset)
        {
            at--;
        }

        return at;
    }

    /// <summary>Where a segment's records end in this view.</summary>
    public long EndOf(int segment) =>
        segment == Segments.Length - 1 ? Position.EndOffset : Math.Min(Segments[segment].End, Segments[segment + 1].BaseOffset);
}
