namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What became of a delivery as a whole.</summary>
public enum IngestStatus
{
    /// <summary>It was read; single records may have been refused (202).</summary>
    Read,

    /// <summary>Nothing can be read from it (400).</summary>
    Malformed,

    /// <summary>The function that was named beside it is no name of a function; the bytes were not looked at (400).</summary>
    UnsoundFunction,

    /// <summary>It is over a size limit, before or after decompression (413).</summary>
    TooLarge,

    /// <summary>There is no such source (404).</summary>
    UnknownSource,

    /// <summary>Its encoding is not understood (415).</summary>
    UnsupportedEncoding,

    /// <summary>It was read, and all of its records are outside what its sender may send (403).</summary>
    OutOfScope,
}
