using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Callers;

/// <summary>
/// Judges how a function was called in a minute. What is new weighs as much as such news is rare for functions like this one, so an internal function's first
/// stranger weighs much and a public endpoint's hundredth of the hour nothing; several weak novelties of one call are added up. Nothing of it depends on the time of
/// day but for those who keep to their hours. Whoever made an incident is told again whenever he calls in the hours after.
/// </summary>
internal sealed class CallerJudge(DetectorOptions options)
{
    private const int MaxTold = 3;
    private const int MaxReasons = 5;
    private const int MaxDetailLength = 256;

    /// <summary>What comes more often than once in ten is no news, and many of it together are none either.</summary>
    private const double LeastScore = 1;

    /// <summary>So many values must all functions of the partition have shown before a new function can be judged by them.</summary>
    private const int SeenToReady = 2000;

    /// <summary>So many callers with one and the same new trait in a minute are a campaign.</summary>
    private const int LeastOfCampaign = 8;

    private const double LeastTraitOfCampaign = 2;

    /// <summary>Traits are looked at every minute, hours once in sixty: as improbable, an hour is that much odder (log10).</summary>
    private const double MinutesOfHour = 1.778;

    /// <summary>A weak novelty must come with several others, at other functions, to be told: the same caller comes again as a matter of course.</summary>
    private const double WeakShare = 0.5;

    /// <summary>That so many share what nobody had before is odder than that one has it.</summary>
    private const double CampaignBonus = 3;

    /// <summary>The score from which on a caller makes an incident alone.</summary>
    private double AloneScore => 2 * options.NoveltyThreshold;

    /// <summary>Judges the visits of a minute; at most three new ones are told.</summary>
    public void Judge(CallerMemory memory, Neighbourhood neighbourhood, FunctionWindow window, ICollection<Verdict> verdicts)
    {
        if (!MayJudge(memory, neighbourhood, window))
        {
            return;
        }

        if (memory.Windows < options.WindowsToReady && MostRefused(window) is { Denied: > 0 } refused && neighbourhood.Refusals.Score(window.Invocations, refused.Denied) is var score && score >= options.NoveltyThreshold)
        {
            verdicts.Add(Verdict(
                window, AnomalyKind.Denied, FunctionWindow.IdentityOf(refused.Caller), score, refused.Caller, [new Reason(Signal.Denied, refused.Denied, 0, neighbourhood.Refusals.Usual(window.Invocations), score)]));
        }

        List<(CallerVisit Visit, VisitAssessment Assessment)>? odd = null;
        HashSet<string>? followed = null;
        foreach (ref readonly var visit in window.Visits)
        {
            if (!memory.Followed.IsEmpty && TryFollow(memory, window, visit, followed ??= new HashSet<string>(StringComparer.Ordinal), verdicts))
            {
                continue;
            }

            var assessment = Assess(memory, neighbourhood, visit, window.Start);
            if (assessment.Total >= LeastTraitOfCampaign)
            {
                (odd ??= []).Add((visit, assessment));
            }
        }

        if (odd is null)
        {
            return;
        }

        if (CampaignOf(odd) is { } campaign)
        {
            verdicts.Add(Tell(window, campaign));
            odd.RemoveAll(pair => pair.Visit.Caller.Agent == campaign.Agent);
        }

        foreach (var (visit, assessment) in Worst(odd))
        {
            verdicts.Add(Tell(window, visit, assessment));
        }
    }

    /// <summary>Learns the visits of a minute after they were judged.</summary>
    public void Learn(CallerMemory memory, Neighbourhood neighbourhood, FunctionWindow window, bool isAnomalous)
    {
        var visits = window.Visits;
        if (visits.IsEmpty)
        {
            return;
        }

        Span<bool> wasTold = stackalloc bool[FunctionWindow.MaxCallers];
        var hasHours = false;
        if (MayJudge(memory, neighbourhood, window))
        {
            List<(CallerVisit Visit, VisitAssessment Assessment)>? odd = null;
            for (var i = 0; i < visits.Length; i++)
            {
                var assessment = Assess(memory, neighbourhood, visits[i], window.Start);
                hasHours |= visits[i].Caller.Principal is not null;
                wasTold[i] = assessment.Total >= AloneScore;
                if (assessment.Total >= LeastTraitOfCampaign)
                {
                    (odd ??= []).Add((visits[i], assessment));
                }
            }

            Follow(memory, odd, window.Start);
        }

        LearnHours(memory, neighbourhood, window, wasTold);
        if (!isAnomalous)
        {
            neighbourhood.Refusals.Learn(window.Invocations, MostRefused(window).Denied);
        }

        memory.Learn(window, neighbourhood, wasTold);
    }

    /// <summary>Remembers those of a minute that was learned before, and follows the new ones.</summary>
    public void Meet(CallerMemory memory, Neighbourhood neighbourhood, FunctionWindow window)
    {
        if (MayJudge(memory, neighbourhood, window))
        {
            var odd = new List<(CallerVisit Visit, VisitAssessment Assessment)>();
            foreach (ref readonly var visit in window.Visits)
            {
                odd.Add((visit, Assess(memory, neighbourhood, visit, window.Start)));
            }

            Follow(memory, odd, window.Start);
        }

        memory.Meet(window);
    }

    /// <summary>The visit that was refused most often.</summary>
    private static CallerVisit MostRefused(FunctionWindow window)
    {
        var most = default(CallerVisit);
        foreach (ref readonly var visit in window.Visits)
        {
            most = visit.Denied > most.Denied ? visit : most;
        }

        return most;
    }

    private bool MayJudge(CallerMemory memory, Neighbourhood neighbourhood, FunctionWindow window) =>
        !window.Visits.IsEmpty && memory.Windows > 0
        && (memory.Windows >= options.WindowsToReady || neighbourhood.Seen(CallerTrait.Naming) >= SeenToReady);

    private static VisitAssessment Assess(CallerMemory memory, Neighbourhood neighbourhood, in CallerVisit visit, DateTimeOffset minute)
    {
        var assessment = new VisitAssessment { IsRefused = visit.Denied > 0 && visit.Denied >= visit.Calls };
        for (var trait = CallerTrait.Naming; trait <= CallerTrait.Agent; trait++)
        {
            var own = memory[trait];
            var value = TraitValue.Of(trait, visit);

            // A trait that the source has never told of this function is none that could be new, nor is a record without a caller.
            if (value == 0 || (trait == CallerTrait.Naming && value == TraitValue.Nobody) || own.Observations == 0 || own.IsFull || own.Knows(value))
            {
                continue;
            }

            var score = -Math.Log10(neighbourhood.Rate(trait, own, neighbourhood.IsStrange(trait, value)));
            if (score >= LeastScore)
            {
                assessment.Set(trait, score);
            }
        }

        if (visit.Caller.Principal is not null && memory.HoursOf(TraitValue.Of(CallerTrait.Principal, visit)) is { } hours)
        {
            var hour = HourOf(minute);
            if (hours.IsFar(hour) && hours.HasHabit(hour))
            {
                assessment.Hour = MinutesOfHour - Math.Log10(neighbourhood.Hours.Of(hours.FarRate));
            }
        }

        return assessment;
    }

    private static void LearnHours(CallerMemory memory, Neighbourhood neighbourhood, FunctionWindow window, ReadOnlySpan<bool> wasTold)
    {
        var visits = window.Visits;
        for (var i = 0; i < visits.Length; i++)
        {
            if (TraitValue.Of(CallerTrait.Principal, visits[i]) is var principal and not 0)
            {
                memory.LearnHour(principal, HourOf(window.Start), neighbourhood.Hours, wasTold[i]);
            }
        }
    }

    private bool TryFollow(CallerMemory memory, FunctionWindow window, in CallerVisit visit, HashSet<string> told, ICollection<Verdict> verdicts)
    {
        var isFollowed = memory.Followed.TryFind(TraitValue.Of(CallerTrait.Agent, visit) ^ (ulong)AnomalyKind.Campaign, window.Start, out var followed)
            || memory.Followed.TryFind(TraitValue.Of(FunctionWindow.IdentityOf(visit.Caller)), window.Start, out followed)
            || memory.Followed.TryFind(TraitValue.OfWay(visit), window.Start, out followed);
        if (!isFollowed)
        {
            return false;
        }

        var who = followed.Kind == AnomalyKind.Campaign ? visit.Caller.Agent : FunctionWindow.IdentityOf(visit.Caller);
        if (told.Add(who ?? ""))
        {
            verdicts.Add(Verdict(window, followed.Kind, who, followed.Score, visit.Caller, [new Reason(followed.Signal, 1, 0, 0, followed.Score, DetailOf(followed.Signal, visit, window))]));
        }

        return true;
    }

    private void Follow(CallerMemory memory, List<(CallerVisit Visit, VisitAssessment Assessment)>? odd, DateTimeOffset from)
    {
        if (odd is null)
        {
            return;
        }

        if (CampaignOf(odd) is { } campaign)
        {
            if (campaign.Score >= AloneScore)
            {
                memory.Followed.Follow(TraitValue.Of(campaign.Agent) ^ (ulong)AnomalyKind.Campaign, campaign.Score, AnomalyKind.Campaign, Signal.CampaignCallers, from);
            }

            odd.RemoveAll(pair => pair.Visit.Caller.Agent == campaign.Agent);
        }

        foreach (var (visit, assessment) in Worst(odd))
        {
            if (assessment.Total >= AloneScore)
            {
                var isNew = assessment.IsNewCaller(visit);
                memory.Followed.Follow(
                    isNew ? TraitValue.Of(FunctionWindow.IdentityOf(visit.Caller)) : TraitValue.OfWay(visit),
                    Capped(assessment.Total),
                    isNew ? AnomalyKind.NewCaller : AnomalyKind.UnusualCaller,
                    assessment.Novelties(visit.Caller.Principal is not null).First().Signal,
                    from);
            }
        }
    }

    /// <summary>The agent that many callers of a minute share and nobody had before; null where there is none.</summary>
    private static (string Agent, int Callers, double Score, Caller Example)? CampaignOf(List<(CallerVisit Visit, VisitAssessment Assessment)> odd)
    {
        if (odd.Count < LeastOfCampaign)
        {
            return null;
        }

        var largest = odd
            .Where(pair => pair.Assessment.Agent >= LeastTraitOfCampaign)
            .GroupBy(pair => pair.Visit.Caller.Agent!, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        if (largest is null)
        {
            return null;
        }

        var callers = largest.Select(pair => FunctionWindow.IdentityOf(pair.Visit.Caller)).Distinct(StringComparer.Ordinal).Count();
        return callers < LeastOfCampaign ? null : (largest.Key, callers, Capped(largest.First().Assessment.Agent + CampaignBonus), new Caller { Agent = largest.Key });
    }

    private static IEnumerable<(CallerVisit Visit, VisitAssessment Assessment)> Worst(List<(CallerVisit Visit, VisitAssessment Assessment)> odd) => odd
        .GroupBy(pair => FunctionWindow.IdentityOf(pair.Visit.Caller) ?? "", StringComparer.Ordinal)
        .Select(group => group.MaxBy(pair => pair.Assessment.Total))
        .OrderByDescending(pair => pair.Assessment.Total)
        .ThenBy(pair => FunctionWindow.IdentityOf(pair.Visit.Caller), StringComparer.Ordinal)
        .Take(MaxTold);

    private Verdict Tell(FunctionWindow window, in CallerVisit visit, in VisitAssessment assessment)
    {
        var reasons = new List<Reason>();
        foreach (var (signal, score) in assessment.Novelties(visit.Caller.Principal is not null).Take(MaxReasons))
        {
            reasons.Add(new Reason(signal, 1, 0, 0, Capped(score), DetailOf(signal, visit, window)));
        }

        var kind = assessment.IsNewCaller(visit) ? AnomalyKind.NewCaller : AnomalyKind.UnusualCaller;
        return Verdict(window, kind, FunctionWindow.IdentityOf(visit.Caller), Capped(assessment.Total), visit.Caller, reasons);
    }

    private Verdict Tell(FunctionWindow window, (string Agent, int Callers, double Score, Caller Example) campaign) => Verdict(
        window,
        AnomalyKind.Campaign,
        campaign.Agent,
        campaign.Score,
        campaign.Example,
        [new Reason(Signal.CampaignCallers, campaign.Callers + window.CallersLeftOut, 0, LeastOfCampaign - 1, campaign.Score, Cut(campaign.Agent))]);

    private Verdict Verdict(FunctionWindow window, AnomalyKind kind, string? principal, double score, in Caller traits, IReadOnlyList<Reason> reasons) => new()
    {
        Function = window.Function,
        WindowStart = window.Start,
        WindowEnd = window.End,
        Since = window.Start,
        Kind = kind,
        Score = score,
        Threshold = options.NoveltyThreshold,
        Ready = true,
        Confidence = 1 - Math.Pow(10, -score / 2),
        Weight = score >= AloneScore ? 1 : WeakShare * score / AloneScore,
        Principal = principal,
        Traits = traits with { Principal = null },
        Reasons = reasons,
        History = [],
    };

    private static string? DetailOf(Signal signal, in CallerVisit visit, FunctionWindow window) => Cut(signal switch
    {
        Signal.NewAccount => PrincipalAccount.Of(visit.Caller.Principal).ToString(),
        Signal.NewNetwork => visit.Caller.Network,
        Signal.NewCountry => visit.Caller.Country,
        Signal.NewAgent or Signal.CampaignCallers => visit.Caller.Agent,
        Signal.NewTrigger => visit.Trigger.ToString().ToLowerInvariant(),
        Signal.UnusualHour => window.Start.ToString("HH:mm", CultureInfo.InvariantCulture),
        _ => FunctionWindow.IdentityOf(visit.Caller),
    });

    private static string? Cut(string? text) => text?.Length > MaxDetailLength ? text[..MaxDetailLength] : text;

    private static double Capped(double score) => Math.Min(Tail.MaxScore, score);

    private static long HourOf(DateTimeOffset minute) => minute.UtcTicks / TimeSpan.TicksPerHour;
}
