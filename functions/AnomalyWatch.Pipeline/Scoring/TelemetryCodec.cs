using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>The records of the hub <c>invocations</c>, in canonical JSON.</summary>
public sealed class TelemetryCodec : IRecordCodec<TelemetryRecord>
{
    /// <inheritdoc/>
    public void Write(in TelemetryRecord record, IBufferWriter<byte> output) => CanonicalJson.Write(record, output);

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> utf8, out TelemetryRecord record, out string? fault)
    {
        var read = CanonicalJson.TryRead(utf8, out record, out var canonicalFault);
        fault = read ? null : canonicalFault.ToString();
        return read;
    }
}
