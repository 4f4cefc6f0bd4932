namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>The place of a record about every 32 KiB of one segment. One thread adds, any number look up at the same time without a lock: the array is set before the count that covers it, and never changed below the count.</summary>
internal sealed class SparseIndex
{
    public const int SpacingBytes = 32 << 10;

    private Place[] _places = new Place[16];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The first record's place. Ask only when there is one.</summary>
    public Place First => _places[0];

    /// <summary>Notes the record when it is far enough from the one noted last, or when <paramref name="always"/>.</summary>
    public void Add(Place place, bool always = false)
    {
        var count = _count;
        if (count > 0 && !always && place.Offset - _places[count - 1].Offset < SpacingBytes)
        {
            return;
        }

        if (count == _places.Length)
        {
            var larger = new Place[count * 2];
            _places.CopyTo(larger, 0);
            Volatile.Write(ref _places, larger);
        }

        _places[count] = place;
        Volatile.Write(ref _count, count + 1);
    }

    /// <summary>The last noted place from which the key can be found; <c>null</c> when the search has to begin at the segment's start.</summary>
    public Place? LastBefore(SearchKey key)
    {
        var (places, found) = Search(key.CanBeginAt);
        return found == 0 ? null : places[found - 1];
    }

    /// <summary>The first noted place behind an offset.</summary>
    public Place? FirstAfter(long offset)
    {
        var (places, found) = Search(place => place.Offset <= offset);
        return found == places.Count ? null : places[found];
    }

    /// <summary>How many of the noted places, from the first on, hold; they hold up to some place and from there on no longer.</summary>
    private (ArraySegment<Place> Places, int Found) Search(Func<Place, bool> holds)
    {
        var count = Count;
        var places = new ArraySegment<Place>(Volatile.Read(ref _places), 0, count);
        int low = 0, high = count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (holds(places[middle]))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return (places, low);
    }
}
