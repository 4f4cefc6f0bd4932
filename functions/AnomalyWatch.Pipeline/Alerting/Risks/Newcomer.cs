namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>How somebody came to an account.</summary>
internal enum Newcomer : byte
{
    /// <summary>Before it was known who works there.</summary>
    No,

    /// <summary>As a newcomer of whom there was nothing to tell.</summary>
    Quiet,

    /// <summary>As a newcomer who was told: of him less is concluded of how often new ones come, or the first intruder would excuse the next.</summary>
    Told,
}
