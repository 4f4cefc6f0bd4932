using System.Collections;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Some records of a delivery by their places, since records are large and a copy of each would cost more than all else at the door.</summary>
internal sealed class PickedRecords<TRecord>(IReadOnlyList<TRecord> records, IReadOnlyList<int> places) : IReadOnlyList<TRecord>
{
    public int Count => places.Count;

    public TRecord this[int index] => records[places[index]];

    public IEnumerator<TRecord> GetEnumerator() => places.Select(place => records[place]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
