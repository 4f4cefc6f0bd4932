using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Signals;

/// <summary>
/// Adds up the scores of the last 1, 2, 4 or 8 windows, divided by the root of their number (Stouffer's way of combining tests), and takes
/// the largest: one window that is far off is told at once, a smaller deviation when it lasts.
/// </summary>
public sealed class EvidenceRing
{
    /// <summary>The most windows that are looked at together.</summary>
    public const int Longest = 8;

    private readonly float[] _scores = new float[Longest - 1];
    private int _next;

    /// <summary>What a window's score says together with those before it; nothing where the window itself says nothing.</summary>
    public Evidence Weigh(double score)
    {
        if (score <= 0)
        {
            return default;
        }

        var best = new Evidence(score, 1);
        var sum = score;
        for (var count = 2; count <= Longest; count++)
        {
            sum += _scores[(_next + _scores.Length - (count - 1)) % _scores.Length];
            if (int.IsPow2(count) && sum / Math.Sqrt(count) > best.Score)
            {
                best = new Evidence(sum / Math.Sqrt(count), count);
            }
        }

        return best;
    }

    /// <summary>Takes in a window's score.</summary>
    public void Learn(double score)
    {
        _scores[_next] = (float)score;
        _next = (_next + 1) % _scores.Length;
    }

    /// <summary>The oldest score first.</summary>
    internal void Write(StateWriter writer)
    {
        for (var i = 0; i < _scores.Length; i++)
        {
            writer.Number4(_scores[(_next + i) % _scores.Length]);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        for (var i = 0; i < _scores.Length; i++)
        {
            Learn(reader.Number4());
        }
    }
}
