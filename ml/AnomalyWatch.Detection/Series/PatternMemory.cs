using System.Numerics.Tensors;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// A bounded memory of short patterns. What is like a remembered one moves it a little; what is far from all takes the place of the one that was met least. How far
/// a pattern is from the nearest tells how new it is.
/// </summary>
internal sealed class PatternMemory(int length, SeriesOptions options)
{
    /// <summary>A pattern that has just come counts as met so often, so that it is not the first to go.</summary>
    private const byte MetAtFirst = 8;

    private const int Largest = 255;

    private readonly Half[] _patterns = new Half[length * options.Patterns];
    private readonly byte[] _met = new byte[options.Patterns];
    private int _count;

    /// <summary>The distance to the nearest pattern, 0 where none is known.</summary>
    public float Distance(ReadOnlySpan<float> pattern) => _count == 0 ? 0 : Nearest(pattern).Distance;

    /// <summary>Takes in a pattern.</summary>
    public void Learn(ReadOnlySpan<float> pattern)
    {
        var (nearest, distance) = Nearest(pattern);
        if (_count < options.Patterns && (_count == 0 || distance > options.NewPattern / 4))
        {
            Set(_count, pattern);
            _met[_count++] = 1;
            return;
        }

        if (distance > options.NewPattern && _count == options.Patterns)
        {
            var least = _met.AsSpan().IndexOf(TensorPrimitives.Min<byte>(_met));
            Set(least, pattern);
            _met[least] = MetAtFirst;
            return;
        }

        var kept = _patterns.AsSpan(nearest * length, length);
        for (var i = 0; i < length; i++)
        {
            kept[i] = (Half)((float)kept[i] + ((float)options.PatternRate * (pattern[i] - (float)kept[i])));
        }

        if (_met[nearest] == Largest)
        {
            for (var i = 0; i < _count; i++)
            {
                _met[i] /= 2;
            }
        }

        _met[nearest]++;
    }

    internal void Write(StateWriter writer)
    {
        writer.Count(_count);
        for (var i = 0; i < _count; i++)
        {
            writer.Byte(_met[i]);
        }

        for (var i = 0; i < _count * length; i++)
        {
            writer.Real2(_patterns[i]);
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _count = (int)reader.Count(options.Patterns);
        for (var i = 0; i < _count; i++)
        {
            _met[i] = reader.Byte();
        }

        for (var i = 0; i < _count * length; i++)
        {
            _patterns[i] = reader.Real2();
        }
    }

    private void Set(int index, ReadOnlySpan<float> pattern)
    {
        for (var i = 0; i < length; i++)
        {
            _patterns[(index * length) + i] = (Half)pattern[i];
        }
    }

    private (int Index, float Distance) Nearest(ReadOnlySpan<float> pattern)
    {
        Span<float> patterns = stackalloc float[_count * length];
        TensorPrimitives.ConvertToSingle(_patterns.AsSpan(0, patterns.Length), patterns);
        var (index, least) = (0, float.PositiveInfinity);
        for (var i = 0; i < _count; i++)
        {
            float distance = 0;
            for (var j = 0; j < length; j++)
            {
                var apart = patterns[(i * length) + j] - pattern[j];
                distance += apart * apart;
            }

            if (distance < least)
            {
                (index, least) = (i, distance);
            }
        }

        return (index, MathF.Sqrt(least));
    }
}
