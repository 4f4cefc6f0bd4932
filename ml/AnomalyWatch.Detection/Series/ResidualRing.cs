using System.Numerics.Tensors;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>The last residuals in scales, as halves, newest first when read.</summary>
internal sealed class ResidualRing(int length)
{
    // Twice as long as it is, so that what is read is always in one piece.
    private readonly Half[] _values = new Half[2 * length];
    private int _newest;

    /// <summary>How many are kept, the one being judged included.</summary>
    public int Length => length;

    /// <summary>The value being judged, and behind it those before.</summary>
    public void Read(float judged, Span<float> into)
    {
        into[0] = (float)(Half)judged;
        TensorPrimitives.ConvertToSingle(_values.AsSpan(_newest, length - 1), into[1..length]);
    }

    /// <summary>Takes in a residual.</summary>
    public void Learn(float residual)
    {
        _newest = _newest == 0 ? length - 1 : _newest - 1;
        _values[_newest] = _values[_newest + length] = (Half)residual;
    }

    internal void Write(StateWriter writer)
    {
        for (var i = length - 1; i >= 0; i--)
        {
            writer.Real2(_values[_newest + i]);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        for (var i = 0; i < length; i++)
        {
            Learn((float)reader.Real2());
        }
    }
}
