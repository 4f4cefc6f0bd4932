namespace AnomalyWatch.Local.Demo;

/// <summary>Who calls a function of the demo.</summary>
internal enum Audience
{
    /// <summary>The platform itself: timers and queues name no caller.</summary>
    Platform,

    /// <summary>Three services of the same company.</summary>
    Services,

    /// <summary>People anywhere, new ones all day.</summary>
    Public,
}
