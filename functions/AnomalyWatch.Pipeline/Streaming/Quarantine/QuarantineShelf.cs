using System.Globalization;

namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>What is in a quarantine, in the order of time, without the bytes: what to list and what must go. Safe for concurrent use.</summary>
internal sealed class QuarantineShelf(QuarantineOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, QuarantinedItem> _byId = new(StringComparer.Ordinal);
    private readonly SortedSet<(long Ticks, string Id)> _order = new(Comparer<(long Ticks, string Id)>.Create(Compare));
    private long _bytes;

    public bool Has(string id)
    {
        lock (_lock)
        {
            return _byId.ContainsKey(id);
        }
    }

    /// <summary>Puts an item in, or in the place of its earlier state.</summary>
    public void Put(QuarantinedItem item)
    {
        lock (_lock)
        {
            Take(item.Id);
            _byId.Add(item.Id, item);
            _order.Add((item.Time.UtcTicks, item.Id));
            _bytes += item.Size;
        }

        QuarantineMeters.Items.Add(1);
    }

    public void Remove(string id)
    {
        lock (_lock)
        {
            Take(id);
        }
    }

    /// <summary>Puts all of <paramref name="items"/> in the place of what was there.</summary>
    public void Replace(IReadOnlyCollection<QuarantinedItem> items)
    {
        lock (_lock)
        {
            foreach (var id in _byId.Keys.Except(items.Select(item => item.Id), StringComparer.Ordinal).ToList())
            {
                Take(id);
            }
        }

        foreach (var item in items)
        {
            Put(item);
        }
    }

    /// <summary>What must go, the oldest first.</summary>
    public IReadOnlyList<(QuarantinedItem Item, DropCause Cause)> Excess()
    {
        lock (_lock)
        {
            var excess = new List<(QuarantinedItem, DropCause)>();
            var (count, bytes, eldest) = (_byId.Count, _bytes, time.GetUtcNow() - options.MaxAge);
            foreach (var (ticks, id) in _order)
            {
                DropCause? cause = ticks < eldest.UtcTicks ? DropCause.Age
                    : count > options.MaxItems ? DropCause.Items
                    : bytes > options.MaxBytes ? DropCause.Bytes
                    : null;
                if (cause is null)
                {
                    break;
                }

                var item = _byId[id];
                excess.Add((item, cause.Value));
                (count, bytes) = (count - 1, bytes - item.Size);
            }

            return excess;
        }
    }

    /// <summary>A page, the newest first.</summary>
    public QuarantineListing List(int limit, string? cursor, QuarantineLosses dropped)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, QuarantineListing.MaxLimit);
        lock (_lock)
        {
            var places = Place(cursor) is { } from ? _order.Reverse().SkipWhile(place => Compare(place, from) >= 0) : _order.Reverse();
            var page = places.Take(limit + 1).Select(place => _byId[place.Id]).ToList();
            var hasMore = page.Count > limit;
            var items = page[..Math.Min(limit, page.Count)];
            return new QuarantineListing(items, _byId.Count, _bytes, hasMore ? Cursor(items[^1]) : null, dropped);
        }
    }

    private static string Cursor(QuarantinedItem item) => string.Create(CultureInfo.InvariantCulture, $"{item.Time.UtcTicks}-{item.Id}");

    private static (long Ticks, string Id)? Place(string? cursor) =>
        cursor?.Split('-') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? (parsed, id) : null;

    private static int Compare((long Ticks, string Id) x, (long Ticks, string Id) y) =>
        x.Ticks.CompareTo(y.Ticks) is var order && order != 0 ? order : string.CompareOrdinal(x.Id, y.Id);

    private void Take(string id)
    {
        if (_byId.Remove(id, out var item))
        {
            _order.Remove((item.Time.UtcTicks, id));
            _bytes -= item.Size;
            QuarantineMeters.Items.Add(-1);
        }
    }
}
