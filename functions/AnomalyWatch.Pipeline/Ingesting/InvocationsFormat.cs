using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Reads <see cref="Sources.Invocations"/>: canonical JSON as one object, an array of objects, or one object per line.</summary>
internal sealed class InvocationsFormat : ISourceFormat
{
    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (InvocationsBody.Read(text) is { } result)
        {
            return result;
        }

        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        foreach (var piece in pieces)
        {
            if (piece.Fault is { } fault)
            {
                tally.Reject(fault, piece.Position, piece.Utf8);
            }
            else
            {
                Take(piece.Utf8.Span, piece.Position, piece.Utf8, tally);
            }
        }

        return tally.Finish();
    }

    /// <summary>Reads one canonical record that lies at a position of the text; positions in reasons are those of the whole text. Refused, <paramref name="kept"/> is kept of it.</summary>
    public static void Take(ReadOnlySpan<byte> utf8, long position, ReadOnlyMemory<byte> kept, RecordTally tally)
    {
        if (CanonicalJson.TryRead(utf8, out var record, out var fault))
        {
            tally.Accept(record);
        }
        else
        {
            tally.Reject(fault.Reason, position + fault.Position, kept);
        }
    }
}
