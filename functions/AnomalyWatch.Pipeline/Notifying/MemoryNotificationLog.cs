using System.Globalization;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>A log in memory, for replays and tests. Beyond its capacity the row written longest ago goes. Safe for concurrent use.</summary>
public sealed class MemoryNotificationLog : INotificationLog
{
    /// <summary>How many rows are kept by default.</summary>
    public const int DefaultCapacity = 50_000;

    private readonly int _capacity;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string IncidentId, string Channel), (NotificationRecord Record, long Version)> _rows = [];
    private readonly SortedDictionary<long, (string IncidentId, string Channel)> _byVersion = [];
    private long _version;

    /// <summary>Begins empty.</summary>
    public MemoryNotificationLog(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <inheritdoc/>
    public Task<NotificationRecord?> FindAsync(string incidentId, string channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_rows.TryGetValue((incidentId, channel), out var row) ? row.Record : null);
        }
    }

    /// <inheritdoc/>
    public Task<NotificationRecord?> TryReplaceAsync(NotificationRecord? expected, NotificationRecord replacement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        cancellationToken.ThrowIfCancellationRequested();
        var key = (replacement.IncidentId, replacement.Channel);
        lock (_lock)
        {
            var isThere = _rows.TryGetValue(key, out var row);
            if ((isThere ? row.Record.Version : null) != expected?.Version)
            {
                return Task.FromResult<NotificationRecord?>(null);
            }

            if (isThere)
            {
                _byVersion.Remove(row.Version);
            }

            _version++;
            var written = replacement with { Version = _version.ToString(CultureInfo.InvariantCulture) };
            _rows[key] = (written, _version);
            _byVersion.Add(_version, key);
            if (_rows.Count > _capacity)
            {
                NotifyingMeters.CountOverflow("log_rows");
                var (oldest, oldestKey) = _byVersion.First();
                _byVersion.Remove(oldest);
                _rows.Remove(oldestKey);
            }

            return Task.FromResult<NotificationRecord?>(written);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<NotificationRecord>> ListAsync(string channel, DeliveryState state, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<NotificationRecord>>(
                [.. _rows.Values.Select(row => row.Record).Where(record => record.Channel == channel && record.State == state).Take(limit)]);
        }
    }
}
