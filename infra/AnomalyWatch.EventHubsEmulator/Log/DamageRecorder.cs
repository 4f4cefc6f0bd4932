namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>Counts damaged stretches, each once however often readers come by, and keeps the first hundred for a report.</summary>
internal sealed class DamageRecorder
{
    private const int MostReported = 100;
    private const int MostRemembered = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _seen = [];
    private readonly List<LogDamage> _reported = [];
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public IReadOnlyList<LogDamage> Reported
    {
        get
        {
            lock (_gate)
            {
                return _reported.ToArray();
            }
        }
    }

    public void Note(LogDamage damage)
    {
        lock (_gate)
        {
            // Beyond the bound a stretch may be counted twice; the log is then beyond counting anyway.
            if (_seen.Contains(damage.Offset))
            {
                return;
            }

            _count++;
            if (_seen.Count < MostRemembered)
            {
                _seen.Add(damage.Offset);
            }

            if (_reported.Count < MostReported)
            {
                _reported.Add(damage);
            }
        }
    }
}
