using System.Collections;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// The records of one delivery. They lie in pieces of equal length that are used again for later deliveries, because a record is large: a list that
/// grows would copy it twice, and the collector would have to move as much as was sent.
/// </summary>
public sealed class RecordList : IReadOnlyList<TelemetryRecord>
{
    /// <summary>How many records a piece holds: its bytes stay below what the collector keeps apart as large.</summary>
    private const int PieceLength = 128;

    private readonly List<TelemetryRecord[]> _pieces = [];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>A record, where it lies.</summary>
    public ref readonly TelemetryRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return ref At(index);
        }
    }

    TelemetryRecord IReadOnlyList<TelemetryRecord>.this[int index] => this[index];

    /// <inheritdoc/>
    public IEnumerator<TelemetryRecord> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return At(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Appends a record.</summary>
    internal void Add(in TelemetryRecord record)
    {
        if (Count == _pieces.Count * PieceLength)
        {
            _pieces.Add(RecordPieces.Take(PieceLength));
        }

        At(Count++) = record;
    }

    /// <summary>Puts a record in the place of another.</summary>
    internal void Replace(int index, in TelemetryRecord record)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        At(index) = record;
    }

    /// <summary>Gives the pieces back; nobody may use the list after that, nor what it gave by reference.</summary>
    internal void Release()
    {
        for (var i = 0; i < _pieces.Count; i++)
        {
            RecordPieces.GiveBack(_pieces[i], Math.Min(PieceLength, Count - (i * PieceLength)));
        }

        _pieces.Clear();
        Count = 0;
    }

    private ref TelemetryRecord At(int index) => ref _pieces[index / PieceLength][index % PieceLength];
}
