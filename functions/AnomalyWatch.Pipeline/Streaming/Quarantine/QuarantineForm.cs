namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>What the bytes of an item are. In JSON: the member's name in lower case.</summary>
public enum QuarantineForm : byte
{
    /// <summary>A whole delivery as it came, still encoded, of which nothing could be read.</summary>
    Delivery,

    /// <summary>The refused records of a delivery whose other records were taken in, one a line, each readable by itself under the same source; of protobuf one message behind the other.</summary>
    Records,

    /// <summary>The body of an event of a hub.</summary>
    Event,
}
