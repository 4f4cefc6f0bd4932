using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>How many deviations the histograms of a series have taken in, all of them the same number; newer ones weigh more.</summary>
internal struct DeviationCount
{
    private const int FirstStep = 16;

    /// <summary>How many there were.</summary>
    public int Seen { get; private set; }

    /// <summary>The weight of all.</summary>
    public long Sum { get; private set; }

    /// <summary>What the next one weighs.</summary>
    public int Step { get; private set; }

    /// <summary>The same before it was rounded; 16 to 32.</summary>
    public double Weight { get; private set; }

    /// <summary>Takes one in; true where all histograms have to be halved first.</summary>
    public bool Next(int halfLife)
    {
        var since = Seen % halfLife;
        var isHalving = since == 0 && Seen > 0;
        if (isHalving)
        {
            Sum /= 2;
        }

        // More than two thousand million values are never counted.
        Seen = Seen == int.MaxValue ? halfLife : Seen + 1;
        Weigh(since, halfLife);
        Sum += Step;
        return isHalving;
    }

    internal readonly void Write(StateWriter writer)
    {
        writer.Count(Seen);
        writer.Count(Sum);
    }

    internal void Restore(ref StateReader reader, int halfLife)
    {
        Seen = (int)reader.Count(int.MaxValue);
        Sum = reader.Count(StateReader.MaxCount);
        Weigh(Math.Max(0, Seen - 1) % halfLife, halfLife);
    }

    private void Weigh(int since, int halfLife)
    {
        Weight = FirstStep * Math.Pow(2, (double)since / halfLife);
        Step = (int)Weight;
    }
}
