namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>What became of a save.</summary>
public enum SaveOutcome
{
    /// <summary>The state is there and will be found.</summary>
    Saved,

    /// <summary>Another owner has saved a state as new or newer: ours was not written.</summary>
    NewerExists,

    /// <summary>Another owner has saved an older state since we last looked: ours was not added to it. The next save has to be a full one.</summary>
    Lost,
}
