using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring.Packing;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>The records of the hub <c>invocations</c>: canonical JSON one by one, columns in a pack.</summary>
public sealed class TelemetryCodec : IRecordCodec<TelemetryRecord>
{
    // Ids, times and numbers of a record that has all of them; its names come on top.
    private const int BytesBesideNames = 150;

    private readonly TelemetryBatch _batch = new();

    /// <inheritdoc/>
    /// <remarks>A control event has no form outside of a pack: throws <see cref="ArgumentException"/>.</remarks>
    public void Write(in TelemetryRecord record, IBufferWriter<byte> output)
    {
        if (record.Control is not null)
        {
            throw new ArgumentException("A control event travels in packs only.", nameof(record));
        }

        CanonicalJson.Write(record, output);
    }

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> utf8, out TelemetryRecord record, out string? fault)
    {
        var read = CanonicalJson.TryRead(utf8, out record, out var canonicalFault);
        fault = read ? null : canonicalFault.ToString();
        return read;
    }

    /// <inheritdoc/>
    /// <remarks>Without the function's name, which most records of a pack share.</remarks>
    public int SizeOf(in TelemetryRecord record)
    {
        if (record.Change is { } change)
        {
            return BytesBesideNames + change.Function.Length + change.Operation.Length + Length(change.Principal) + Length(change.Ip) + Length(change.Detail);
        }

        if (record.Control is { } control)
        {
            return BytesBesideNames + Length(control.Functions) + Length(control.Incident) + Length(control.Answer);
        }

        var invocation = record.Invocation;
        var caller = invocation.Caller;
        return BytesBesideNames + Length(invocation.ErrorType) + Length(invocation.Version) + Length(caller.Principal) + Length(caller.Ip)
            + Length(caller.Network) + Length(caller.Country) + Length(caller.Agent);
    }

    /// <inheritdoc/>
    public void WriteBatch(ReadOnlySpan<TelemetryRecord> records, PackSections sections) => _batch.Write(records, sections);

    /// <inheritdoc/>
    public bool TryReadBatch(in PackedRecords packed, RecordTaker<TelemetryRecord> take, out string? fault) => _batch.TryRead(packed, take, out fault);

    private static int Length(string? text) => text?.Length ?? 0;
}
