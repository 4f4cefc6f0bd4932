namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Which part of a call a line of Lambda's tells.</summary>
internal enum LambdaSight
{
    /// <summary>Something else, or a beginning: a record by itself.</summary>
    Other,

    /// <summary>All that Lambda knows of a call that has ended.</summary>
    Report,

    /// <summary>That a call was cut off or that its process died.</summary>
    Failure,

    /// <summary>That an instance was started, for a call that is not named and will not tell it.</summary>
    InstanceStart,

    /// <summary>The same of a call whose own report tells it: a start that went well, or one repeated while the call waited.</summary>
    ReportedStart,

    /// <summary>How much a call answered; no record by itself.</summary>
    Response,
}
