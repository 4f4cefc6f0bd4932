using System.Diagnostics.Metrics;
using System.Globalization;

namespace AnomalyWatch.Local.Serving.Watching;

/// <summary>What the instruments of the meter <c>AnomalyWatch</c> have added up to in this process since this was made, by tags.</summary>
internal sealed class MeterTotals : IDisposable
{
    private const int MaxTagSets = 200;
    private const string Overflow = "(others)";

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, InstrumentTotal> _totals = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly long _started;

    /// <summary>Begins to count.</summary>
    public MeterTotals(TimeProvider time)
    {
        (_time, _started, StartedAt) = (time, time.GetTimestamp(), time.GetUtcNow());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "AnomalyWatch")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>When counting began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How long ago that is.</summary>
    public TimeSpan Uptime => _time.GetElapsedTime(_started);

    /// <summary>The sums so far, by the instrument's name.</summary>
    public IReadOnlyList<InstrumentTotal> Read()
    {
        lock (_lock)
        {
            return [.. _totals.Values.Select(total => total with { ByTags = new SortedDictionary<string, double>(total.ByTags, StringComparer.Ordinal) })];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = Name(tags);
        lock (_lock)
        {
            if (!_totals.TryGetValue(instrument.Name, out var total))
            {
                total = new InstrumentTotal(instrument.Name, instrument.Unit, new SortedDictionary<string, double>(StringComparer.Ordinal));
                _totals.Add(instrument.Name, total);
            }

            key = total.ByTags.ContainsKey(key) || total.ByTags.Count < MaxTagSets ? key : Overflow;
            total.ByTags[key] = total.ByTags.GetValueOrDefault(key) + value;
        }
    }

    private static string Name(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var parts = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            parts[i] = string.Create(CultureInfo.InvariantCulture, $"{tags[i].Key}={tags[i].Value}");
        }

        return string.Join(',', parts);
    }
}
