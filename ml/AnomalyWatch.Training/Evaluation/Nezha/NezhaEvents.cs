namespace AnomalyWatch.Training.Evaluation.Nezha;

/// <summary>
/// Judges the alerts of many services. A fault is found by an alert of its own service or of the entry within five minutes; what alerts when no fault has been
/// injected for half an hour is false, and within ten minutes of one service it is one false event.
/// </summary>
public sealed class NezhaEvents
{
    private static readonly TimeSpan Found = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Merge = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(30);

    private readonly List<(int Day, NezhaFault Fault, double AtService, double AtEntry, bool IsStrongest)> _faults = [];
    private readonly List<List<(DateTimeOffset Time, double Score)>> _calm = [];
    private int _days;

    /// <summary>Days of all services together in which nothing was injected.</summary>
    public double CalmServiceDays { get; private set; }

    /// <summary>Takes in a day with the scores of each service's rows.</summary>
    public void Add(NezhaDay day, IReadOnlyList<double[]> scores)
    {
        foreach (var fault in day.Faults)
        {
            var highest = day.Services.Select((service, i) => (service.Name, Score: Highest(service, scores[i], fault.Time))).ToList();
            var own = highest.First(service => service.Name == fault.Service).Score;
            var strongest = highest.Where(service => service.Name != NezhaDay.Entry).Max(service => service.Score);
            _faults.Add((_days, fault, own, highest.First(service => service.Name == NezhaDay.Entry).Score, own > 0 && own == strongest));
        }

        var calmFrom = day.Faults.Count == 0 ? DateTimeOffset.MinValue : day.Faults[^1].Time + Calm;
        for (var i = 0; i < day.Services.Count; i++)
        {
            var rows = day.Services[i].Times.Select((time, row) => (Time: time, Score: scores[i][row])).Where(row => row.Time >= calmFrom).ToList();
            _calm.Add(rows);
            CalmServiceDays += rows.Count == 0 ? 0 : (rows[^1].Time - rows[0].Time).TotalDays;
        }

        _days++;
    }

    /// <summary>The lowest threshold with at most so many false events per service and day.</summary>
    public double Threshold(double falsePerServiceDay)
    {
        var scores = _calm.SelectMany(rows => rows).Select(row => row.Score).Distinct().OrderDescending().ToList();
        var at = 0;
        while (at < scores.Count && FalseEvents(scores[at]) <= falsePerServiceDay * CalmServiceDays)
        {
            at++;
        }

        return at == 0 ? double.PositiveInfinity : scores[at - 1];
    }

    /// <summary>False events at a threshold.</summary>
    public int FalseEvents(double threshold) => _calm.Sum(rows =>
    {
        var (events, last) = (0, DateTimeOffset.MinValue);
        foreach (var (time, score) in rows)
        {
            if (score >= threshold)
            {
                events += time - last > Merge ? 1 : 0;
                last = time;
            }
        }

        return events;
    });

    /// <summary>The faults that a filter lets through: how many, how many are found, how many by the service itself, and at how many that service is the strongest of all.</summary>
    public (int Faults, int Found, int AtService, int Strongest) At(double threshold, Func<int, NezhaFault, bool> filter)
    {
        var faults = _faults.Where(one => filter(one.Day, one.Fault)).ToList();
        return (
            faults.Count,
            faults.Count(one => Math.Max(one.AtService, one.AtEntry) >= threshold),
            faults.Count(one => one.AtService >= threshold),
            faults.Count(one => one.IsStrongest));
    }

    private static double Highest(NezhaService service, double[] scores, DateTimeOffset from) =>
        service.Times.Select((time, row) => time >= from && time <= from + Found ? scores[row] : 0).Max();
}
