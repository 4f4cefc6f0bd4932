namespace AnomalyWatch.Training.Simulating;

/// <summary>Who may call a function.</summary>
internal enum Exposure
{
    /// <summary>The platform alone: a timer, a queue, a storage event. No caller is told.</summary>
    Platform,

    /// <summary>A few known principals of the same account, over HTTP.</summary>
    Internal,

    /// <summary>Anybody on the internet, unnamed.</summary>
    Public,

    /// <summary>Users who are named, of whom there are ever new ones.</summary>
    Users,
}
