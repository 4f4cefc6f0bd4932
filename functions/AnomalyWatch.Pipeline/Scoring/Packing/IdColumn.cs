using System.Buffers;
using System.Runtime.InteropServices;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Scoring.Packing;

/// <summary>
/// Ids: their kind in the dense part, their bytes in the loose one, since they are random; only the two bytes that hold the six fixed bits
/// of a GUID lie in planes in the dense part, where those bits cost nothing. One that came before in the pack (the
/// calls of one trace, an end after its start) is written as the distance to it among the ids written so far.
/// </summary>
internal sealed class IdColumn
{
    // Places in the binary form; the kind is at 0.
    private const int Version = 7;
    private const int Variant = 9;
    private const int LooseBytes = RecordId.ByteLength - 3;

    private readonly Dictionary<RecordId, int> _written = [];

    /// <summary>Writes the ids; their count is known to the reader.</summary>
    public void Write(ReadOnlySpan<RecordId> ids, PackSections sections)
    {
        _written.Clear();
        var forms = ArrayPool<long>.Shared.Rent(ids.Length);
        var distances = ArrayPool<long>.Shared.Rent(ids.Length);
        var versions = ArrayPool<byte>.Shared.Rent(ids.Length);
        var variants = ArrayPool<byte>.Shared.Rent(ids.Length);
        Span<byte> bytes = stackalloc byte[RecordId.ByteLength];
        var count = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i].WriteTo(bytes);
            forms[i] = bytes[0];
            if (ids[i].IsNone)
            {
                continue;
            }

            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_written, ids[i], out var isKnown);
            if (isKnown)
            {
                distances[count++] = _written.Count - place;
                continue;
            }

            place = _written.Count - 1;
            distances[count++] = 0;
            (versions[place], variants[place]) = (bytes[Version], bytes[Variant]);
            var loose = sections.Loose.GetSpan(LooseBytes);
            bytes[1..Version].CopyTo(loose);
            loose[Version - 1] = bytes[Version + 1];
            bytes[(Variant + 1)..].CopyTo(loose[Version..]);
            sections.Loose.Advance(LooseBytes);
        }

        WholeColumn.Write(forms.AsSpan(0, ids.Length), sections.Dense);
        WholeColumn.Write(distances.AsSpan(0, count), sections.Dense);
        sections.Dense.Write(versions.AsSpan(0, _written.Count));
        sections.Dense.Write(variants.AsSpan(0, _written.Count));
        ArrayPool<byte>.Shared.Return(versions);
        ArrayPool<byte>.Shared.Return(variants);
        ArrayPool<long>.Shared.Return(forms);
        ArrayPool<long>.Shared.Return(distances);
    }

    /// <summary>Reads as many ids as there is room for.</summary>
    public static void Read(ref ColumnSource dense, ref ColumnSource loose, Span<RecordId> ids)
    {
        ids.Clear();
        var forms = ArrayPool<long>.Shared.Rent(ids.Length);
        var distances = ArrayPool<long>.Shared.Rent(ids.Length);
        WholeColumn.Read(ref dense, forms.AsSpan(0, ids.Length));
        var count = ids.Length - forms.AsSpan(0, ids.Length).Count(0);
        WholeColumn.Read(ref dense, distances.AsSpan(0, count));
        var distinct = distances.AsSpan(0, count).Count(0);
        var versions = dense.Take(distinct);
        var variants = dense.Take(distinct);
        var values = loose.Take(LooseBytes * distinct);
        Span<byte> bytes = stackalloc byte[RecordId.ByteLength];
        var (written, next) = (0, 0);
        for (var i = 0; i < ids.Length && !dense.Failed && !loose.Failed; i++)
        {
            if (forms[i] == 0)
            {
                continue;
            }

            var distance = distances[next++];
            written += distance == 0 ? 1 : 0;
            if (distance < 0 || distance > written || forms[i] is < 0 or > byte.MaxValue)
            {
                dense.Fail();
                break;
            }

            var place = (int)(distance == 0 ? written - 1 : written - distance);
            var value = values.Slice(place * LooseBytes, LooseBytes);
            value[..(Version - 1)].CopyTo(bytes[1..]);
            (bytes[0], bytes[Version], bytes[Version + 1], bytes[Variant]) = ((byte)forms[i], versions[place], value[Version - 1], variants[place]);
            value[Version..].CopyTo(bytes[(Variant + 1)..]);
            if (!RecordId.TryRead(bytes, out ids[i]))
            {
                dense.Fail();
            }
        }

        ArrayPool<long>.Shared.Return(forms);
        ArrayPool<long>.Shared.Return(distances);
    }
}
