namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>A file of channels that cannot be used, with everything that is wrong in it. Names channels and settings, never their values.</summary>
public sealed class ChannelsFileException : Exception
{
    /// <summary>Joins the faults to one message, a line each.</summary>
    public ChannelsFileException(IReadOnlyList<string> faults)
        : base("The channels cannot be used:\n" + string.Join('\n', faults.Select(fault => "- " + fault))) => Faults = faults;

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Faults { get; }
}
