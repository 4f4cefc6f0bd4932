namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>What a person says of an incident. In JSON: the member's name in camel case.</summary>
public enum FeedbackAnswer : byte
{
    /// <summary>It was there, and it was meant to be: a campaign, a batch, a test.</summary>
    Expected,

    /// <summary>It should not have been told.</summary>
    Noise,

    /// <summary>It was real trouble.</summary>
    Real,
}
