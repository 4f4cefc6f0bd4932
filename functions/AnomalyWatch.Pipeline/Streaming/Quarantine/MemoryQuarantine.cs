namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>A quarantine in memory, for tests and where there is no storage; it ends with the process. Safe for concurrent use.</summary>
public sealed class MemoryQuarantine : IQuarantine
{
    private readonly QuarantineOptions _options;
    private readonly TimeProvider _time;
    private readonly QuarantineShelf _shelf;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, QuarantinedContent> _contents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly Queue<string> _settledInOrder = new();
    private QuarantineLosses _losses = new();

    /// <summary>Begins empty. Throws <see cref="ArgumentException"/> where an option is out of range.</summary>
    public MemoryQuarantine(QuarantineOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_options, _time, _shelf) = (options, time, new QuarantineShelf(options, time));
    }

    /// <inheritdoc/>
    public Task KeepAsync(QuarantinedContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        var item = content.Item;
        lock (_lock)
        {
            if (item.Size > _options.MaxItemBytes)
            {
                Count([(item, DropCause.ItemBytes)]);
            }
            else if (!_settled.Contains(item.Id) && _contents.TryAdd(item.Id, content with { Bytes = content.Bytes.ToArray() }))
            {
                _shelf.Put(item);
                Trim();
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<QuarantineListing> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Trim();
            return Task.FromResult(_shelf.List(limit, cursor, _losses));
        }
    }

    /// <inheritdoc/>
    public Task<QuarantinedContent?> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_contents.GetValueOrDefault(id));
        }
    }

    /// <inheritdoc/>
    public Task NoteAsync(QuarantinedItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_contents.TryGetValue(item.Id, out var content))
            {
                _contents[item.Id] = content with { Item = item };
                _shelf.Put(item);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_contents.Remove(id, out var content))
            {
                return Task.FromResult(false);
            }

            _shelf.Remove(id);
            if (content.Item.Hub is not null && _settled.Add(id))
            {
                _settledInOrder.Enqueue(id);
                if (_settledInOrder.Count > _options.MaxItems)
                {
                    _settled.Remove(_settledInOrder.Dequeue());
                }
            }

            return Task.FromResult(true);
        }
    }

    private void Trim()
    {
        var excess = _shelf.Excess();
        if (excess.Count > 0)
        {
            Count(excess);
            foreach (var (item, _) in excess)
            {
                _contents.Remove(item.Id);
                _shelf.Remove(item.Id);
            }
        }
    }

    private void Count(IReadOnlyCollection<(QuarantinedItem Item, DropCause Cause)> dropped)
    {
        _losses = _losses.With(dropped, _time.GetUtcNow());
        foreach (var (_, cause) in dropped)
        {
            QuarantineMeters.CountDropped(cause);
        }
    }
}
