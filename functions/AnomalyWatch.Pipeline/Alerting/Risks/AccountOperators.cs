using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>
/// Who changes things in one cloud account, how often somebody new does, and who has done what to what before. Judged by the order of the log, in
/// which all changes of an account lie one behind the other.
/// </summary>
internal sealed class AccountOperators
{
    /// <summary>How many operators are remembered; one seen on a single day makes room for a further one, the others stay.</summary>
    public const int MaxOperators = 256;

    /// <summary>How many deeds are remembered; the one done last the longest ago goes.</summary>
    public const int MaxDeeds = 512;

    /// <summary>How many targets of the last day are told apart; further ones count as none.</summary>
    public const int MaxTargets = 256;

    /// <summary>After so many operator-days, each of one operator at one target, it is known who usually works here.</summary>
    public const int DaysToReady = 5;

    // Three bytes at most for each UTF-16 unit.
    private const int MaxPrincipalBytes = 3 * InvocationLimits.LongText;
    private const int DeedBytes = 32;
    private const double ToldWeight = 0.3;

    // What somebody does in the hours after his first change is still the work of a newcomer.
    private static readonly TimeSpan FirstSession = TimeSpan.FromDays(1);

    private readonly SortedDictionary<string, Operator> _operators = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int LastDay, int Days)> _deeds = new(StringComparer.Ordinal);

    // Who was at what on the newest day, so that an operator-day is one operator's day at one target: a pipeline that releases twenty functions has shown
    // twenty times who releases here.
    private readonly SortedSet<string> _today = new(StringComparer.Ordinal);
    private int _newestDay = int.MinValue;
    private long _operatorDays;
    private double _newcomers;

    /// <summary>How well the operator of a change is known; null where the change names none, or there is no room to know all of them.</summary>
    public Familiarity? Recognise(Change change, ChangeRisk risk)
    {
        if (change.Principal is not { } principal || (!_operators.ContainsKey(principal) && !HasRoom()))
        {
            return null;
        }

        var isKnown = _operators.TryGetValue(principal, out var known);
        var isNew = !isKnown || change.Time - known.FirstSeen < FirstSession;
        var others = _newcomers - (isKnown ? WeightOf(known.Newcomer) : 0);
        var wasReady = isKnown ? known.Newcomer != Newcomer.No : _operatorDays >= DaysToReady;
        return new Familiarity(
            isNew ? wasReady : _operatorDays >= DaysToReady,
            isNew,
            isKnown && !isNew && (known.Risks & Bit(risk)) == 0,
            !_operators.Any(other => other.Key != principal && (other.Value.Risks & Bit(risk)) != 0),
            (others + 0.5) / (_operatorDays + 1));
    }

    /// <summary>On how many earlier days the same operator did the same to the same target.</summary>
    public int EarlierDays(Change change, ChangeRisk risk) =>
        _deeds.TryGetValue(Deed(change, risk), out var deed) ? deed.Days - (deed.LastDay >= Day(change) ? 1 : 0) : 0;

    /// <summary>Learns a change after it was judged.</summary>
    public void Learn(Change change, ChangeRisk? risk, bool wasTold)
    {
        var day = Day(change);
        if (risk is { } kind)
        {
            LearnDeed(change, kind);
        }

        if (change.Principal is not { } principal)
        {
            return;
        }

        if (!_operators.TryGetValue(principal, out var known))
        {
            if (!TryMakeRoom())
            {
                AlertingCounters.CountOverflow("operators");
                return;
            }

            var newcomer = _operatorDays < DaysToReady ? Newcomer.No : wasTold ? Newcomer.Told : Newcomer.Quiet;
            _newcomers += WeightOf(newcomer);
            known = new Operator(change.Time, int.MinValue, 0, 0, newcomer);
        }

        var isAnotherDay = day > known.LastDay;
        _operatorDays += isAnotherDay | IsAnotherTarget(change, day) ? 1 : 0;
        _operators[principal] = known with
        {
            FirstSeen = change.Time < known.FirstSeen ? change.Time : known.FirstSeen,
            LastDay = Math.Max(known.LastDay, day),
            Days = known.Days + (isAnotherDay ? 1 : 0),
            Risks = known.Risks | (risk is { } done ? Bit(done) : 0),
        };
    }

    /// <summary>Learns what was done, and not that whoever did it works here.</summary>
    public void LearnDeed(Change change, ChangeRisk risk)
    {
        var (day, deed) = (Day(change), Deed(change, risk));
        var (lastDay, days) = _deeds.GetValueOrDefault(deed, (int.MinValue, 0));
        MakeRoomForDeed(deed);
        _deeds[deed] = (Math.Max(lastDay, day), days + (day > lastDay ? 1 : 0));
    }

    public void Write(StateWriter writer)
    {
        writer.Count(_operatorDays);
        writer.Count((long)_newcomers);
        writer.Count(_operators.Count);
        foreach (var (principal, known) in _operators)
        {
            writer.Text(principal);
            writer.Time(known.FirstSeen);
            writer.Whole(known.LastDay);
            writer.Count(known.Days);
            writer.Count(known.Risks);
            writer.Byte((byte)known.Newcomer);
        }

        writer.Count(_deeds.Count);
        foreach (var (deed, (lastDay, days)) in _deeds)
        {
            writer.Text(deed);
            writer.Whole(lastDay);
            writer.Count(days);
        }

        writer.Whole(_newestDay);
        writer.Count(_today.Count);
        foreach (var target in _today)
        {
            writer.Text(target);
        }

        writer.Real8(_newcomers);
    }

    /// <summary>Reads what was written; of no use where the reader has failed.</summary>
    public static AccountOperators Read(ref StateReader reader)
    {
        var read = new AccountOperators { _operatorDays = reader.Count(StateReader.MaxCount), _newcomers = reader.Count(StateReader.MaxCount) };
        for (var left = reader.Items(MaxOperators, itemBytes: 6); left > 0 && !reader.Failed; left--)
        {
            var principal = reader.Text(MaxPrincipalBytes);
            var known = new Operator(reader.Time(), (int)reader.Whole(), (int)reader.Count(int.MaxValue), (int)reader.Count(int.MaxValue), (Newcomer)reader.Byte());
            if (known.Newcomer > Newcomer.Told || !read._operators.TryAdd(principal, known))
            {
                reader.Fail();
            }
        }

        for (var left = reader.Items(MaxDeeds, itemBytes: 3); left > 0 && !reader.Failed; left--)
        {
            if (!read._deeds.TryAdd(reader.Text(DeedBytes), ((int)reader.Whole(), (int)reader.Count(int.MaxValue))))
            {
                reader.Fail();
            }
        }

        // The first format had no targets.
        if (reader.Left > 0)
        {
            read._newestDay = (int)reader.Whole();
            for (var left = reader.Items(MaxTargets); left > 0 && !reader.Failed; left--)
            {
                if (!read._today.Add(reader.Text(DeedBytes)))
                {
                    reader.Fail();
                }
            }

            read._newcomers = reader.Real8();
        }

        return read;
    }

    private static double WeightOf(Newcomer newcomer) => newcomer switch
    {
        Newcomer.Told => ToldWeight,
        Newcomer.Quiet => 1,
        _ => 0,
    };

    private static int Bit(ChangeRisk risk) => 1 << (int)risk;

    private static int Day(Change change) => (int)(change.Time.UtcTicks / TimeSpan.TicksPerDay);

    private static string Deed(Change change, ChangeRisk risk) => Hash($"{risk}\n{change.Principal}\n{change.Function}\n{change.Detail}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DeedBytes / 2));

    private bool IsAnotherTarget(Change change, int day)
    {
        if (day > _newestDay)
        {
            _today.Clear();
            _newestDay = day;
        }

        return day == _newestDay && _today.Count < MaxTargets && _today.Add(Hash($"{change.Principal}\n{change.Function}"));
    }

    private bool HasRoom() => _operators.Count < MaxOperators || _operators.Values.Any(known => known.Days <= 1);

    private bool TryMakeRoom()
    {
        if (_operators.Count < MaxOperators)
        {
            return true;
        }

        var passing = _operators.Where(known => known.Value.Days <= 1).OrderBy(known => known.Value.LastDay).ThenBy(known => known.Key, StringComparer.Ordinal).Take(1).ToList();
        foreach (var (principal, _) in passing)
        {
            AlertingCounters.CountOverflow("operators");
            _operators.Remove(principal);
        }

        return passing.Count > 0;
    }

    private void MakeRoomForDeed(string deed)
    {
        if (_deeds.Count < MaxDeeds || _deeds.ContainsKey(deed))
        {
            return;
        }

        AlertingCounters.CountOverflow("deeds");
        _deeds.Remove(_deeds.OrderBy(known => known.Value.LastDay).ThenBy(known => known.Key, StringComparer.Ordinal).First().Key);
    }
}
