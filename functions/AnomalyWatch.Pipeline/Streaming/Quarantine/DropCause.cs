namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>Why an item was dropped.</summary>
public enum DropCause : byte
{
    /// <summary>It was older than <see cref="QuarantineOptions.MaxAge"/>.</summary>
    Age,

    /// <summary>There were more than <see cref="QuarantineOptions.MaxItems"/>.</summary>
    Items,

    /// <summary>All together were more than <see cref="QuarantineOptions.MaxBytes"/>.</summary>
    Bytes,

    /// <summary>It alone was more than <see cref="QuarantineOptions.MaxItemBytes"/>.</summary>
    ItemBytes,
}
