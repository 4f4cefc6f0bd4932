namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>What a record is looked for by. All three grow along the log, so the first record that reaches the value is the one.</summary>
internal readonly record struct SearchKey(SearchKey.By Kind, long Value)
{
    internal enum By
    {
        SequenceNumber,
        Offset,
        Time,
    }

    public bool IsReachedBy(Place place) => KeyOf(place) >= Value;

    /// <summary>Whether looking from <paramref name="place"/> onwards finds the first record that reaches the value. Several records may share a time, so there the place must lie before it.</summary>
    public bool CanBeginAt(Place place) => Kind == By.Time ? place.EnqueuedMs < Value : KeyOf(place) <= Value;

    private long KeyOf(Place place) => Kind switch
    {
        By.SequenceNumber => place.SequenceNumber,
        By.Offset => place.Offset,
        _ => place.EnqueuedMs,
    };
}
