namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>When appended bytes are forced from the system's page cache to the disk. What was appended survives the death of the process in every mode; the modes differ in what survives the death of the machine.</summary>
public enum FlushMode
{
    /// <summary>Never by the log: the operating system writes when it sees fit.</summary>
    Never,

    /// <summary>Every <see cref="PartitionLogOptions.FlushInterval"/>, and on close.</summary>
    Interval,

    /// <summary>Before each append returns, and on close.</summary>
    EveryAppend,
}
