using System.Buffers;
using System.Collections.Concurrent;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Scoring.Packing;

/// <summary>
/// The records of the hub <c>invocations</c> in columns: which of them are changes or control events, these as lines of JSON (they are
/// rare), then the invocations as <see cref="InvocationTable"/>. Safe for concurrent use.
/// </summary>
internal sealed class TelemetryBatch
{
    // One per pack that is being made or read at this moment, so as many as there are cores.
    private readonly ConcurrentBag<InvocationTable> _tables = [];

    /// <summary>Writes records.</summary>
    public void Write(ReadOnlySpan<TelemetryRecord> records, PackSections sections)
    {
        if (!_tables.TryTake(out var table))
        {
            table = new InvocationTable();
        }

        table.Clear();
        var areLines = new bool[records.Length];
        var lines = new ArrayBufferWriter<byte>();
        for (var i = 0; i < records.Length; i++)
        {
            ref readonly var record = ref records[i];
            areLines[i] = !record.IsInvocation;
            if (areLines[i])
            {
                WriteLine(record, lines);
            }
            else
            {
                table.Add(record.Invocation);
            }
        }

        PresenceColumn.Write(areLines, sections.Dense);
        sections.Dense.WriteVarint((ulong)lines.WrittenCount);
        sections.Dense.Write(lines.WrittenSpan);
        table.Write(sections);
        _tables.Add(table);
    }

    /// <summary>Reads records from bytes that may hold anything; hands out all of them or none.</summary>
    public bool TryRead(in PackedRecords packed, RecordTaker<TelemetryRecord> take, out string? fault)
    {
        if (!_tables.TryTake(out var table))
        {
            table = new InvocationTable();
        }

        var dense = new ColumnSource(packed.Dense);
        var loose = new ColumnSource(packed.Loose);
        var areLines = new bool[packed.Count];
        var others = PresenceColumn.Read(ref dense, areLines);
        var lines = dense.Take(dense.Count(PackFormat.MaxUnpackedBytes));
        table.Read(ref dense, ref loose, packed.Count - others);
        var isSound = dense.IsDone && loose.IsDone;
        fault = isSound ? null : "the pack's columns are not sound";
        if (isSound)
        {
            HandOut(areLines, lines, table, take);
        }

        table.Clear();
        _tables.Add(table);
        return isSound;
    }

    private static void HandOut(bool[] areLines, ReadOnlySpan<byte> lines, InvocationTable table, RecordTaker<TelemetryRecord> take)
    {
        var next = 0;
        for (var i = 0; i < areLines.Length; i++)
        {
            if (!areLines[i])
            {
                var isSound = table.TryGet(next++, out var invocation);
                take(i, isSound, new TelemetryRecord(invocation));
                continue;
            }

            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            var isRead = TryReadLine(line, out var record);
            take(i, isRead, record);
        }
    }

    private static void WriteLine(in TelemetryRecord record, ArrayBufferWriter<byte> lines)
    {
        if (record.Control is { } control)
        {
            ControlJson.Write(control, lines);
        }
        else
        {
            CanonicalJson.Write(record, lines);
        }

        lines.Write("\n"u8);
    }

    private static bool TryReadLine(ReadOnlySpan<byte> line, out TelemetryRecord record)
    {
        if (!line.StartsWith(ControlJson.Begin))
        {
            return CanonicalJson.TryRead(line, out record, out _);
        }

        var control = ControlJson.Read(line);
        record = control is null ? default : new TelemetryRecord(control);
        return control is not null;
    }
}
