using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Callers;

/// <summary>How unusual a visit is, trait by trait, as -log10 p; 0 where a trait is known, or the source does not tell it.</summary>
internal struct VisitAssessment
{
    /// <summary>Country and network tell nearly the same, so the lesser of them counts a quarter.</summary>
    private const double Lesser = 0.25;

    private const double Refused = 0.5;

    public double Naming { get; set; }

    public double Trigger { get; set; }

    public double Principal { get; set; }

    public double Account { get; set; }

    public double Network { get; set; }

    public double Country { get; set; }

    public double Agent { get; set; }

    public double Hour { get; set; }

    /// <summary>Whether all of the visit was refused: nobody came in, and a burst of refusals is told by itself.</summary>
    public bool IsRefused { get; set; }

    /// <summary>
    /// What several weak novelties are together: probabilities of things that have little to do with each other. Somebody new comes with a place and an agent of
    /// his own, so these say little more then.
    /// </summary>
    public readonly double Total => (IsRefused ? Refused : 1)
        * (Naming + Trigger + Principal + Account + Hour + ((Principal > 0 ? Lesser : 1) * (Math.Max(Network, Country) + (Lesser * Math.Min(Network, Country)) + Agent)));

    /// <summary>Whether whoever called was never seen there, not even in another way.</summary>
    public readonly bool IsNewCaller(in CallerVisit visit) => visit.Caller.Principal is null ? Network > 0 : Principal > 0;

    /// <summary>Sets what one of the traits scores.</summary>
    public void Set(CallerTrait trait, double score)
    {
        switch (trait)
        {
            case CallerTrait.Naming:
                Naming = score;
                break;
            case CallerTrait.Trigger:
                Trigger = score;
                break;
            case CallerTrait.Principal:
                Principal = score;
                break;
            case CallerTrait.Account:
                Account = score;
                break;
            case CallerTrait.Network:
                Network = score;
                break;
            case CallerTrait.Country:
                Country = score;
                break;
            default:
                Agent = score;
                break;
        }
    }

    /// <summary>What is new, the least likely first.</summary>
    public readonly IEnumerable<(Signal Signal, double Score)> Novelties(bool isNamed) =>
        new (Signal Signal, double Score)[]
        {
            (Signal.NewCaller, isNamed ? Principal : Network),
            (Signal.UnnamedCaller, Naming),
            (Signal.NewTrigger, Trigger),
            (Signal.NewAccount, Account),
            (Signal.NewNetwork, isNamed ? Network : 0),
            (Signal.NewCountry, Country),
            (Signal.NewAgent, Agent),
            (Signal.UnusualHour, Hour),
        }
        .Where(novelty => novelty.Score > 0)
        .OrderByDescending(novelty => novelty.Score);
}
