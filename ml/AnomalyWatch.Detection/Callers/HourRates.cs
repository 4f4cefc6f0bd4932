using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Callers;

/// <summary>How often those who keep to their hours call far from all of them.</summary>
internal sealed class HourRates
{
    /// <summary>What the caller's own history weighs, in hours called in.</summary>
    private const double OwnWeight = 3;

    private long _observations;
    private long _tenths;

    /// <summary>The probability that somebody comes far from his hours.</summary>
    /// <param name="own">How likely that is as far as he alone has shown.</param>
    public double Of(double own) => Math.Min(1, ((_tenths / 10.0) + (OwnWeight * own)) / (_observations + OwnWeight));

    /// <summary>Takes in an hour in which somebody called who keeps to his hours.</summary>
    public void Learn(bool isFar, bool wasTold)
    {
        _observations++;
        _tenths += !isFar ? 0 : wasTold ? 1 : 10;
    }

    public void Write(StateWriter writer)
    {
        writer.Count(_observations);
        writer.Count(_tenths);
    }

    public void Restore(ref StateReader reader)
    {
        _observations = reader.Count(StateReader.MaxCount);
        _tenths = reader.Count(StateReader.MaxCount);
    }
}
