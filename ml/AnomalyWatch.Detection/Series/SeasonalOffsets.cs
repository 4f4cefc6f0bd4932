using System.Diagnostics;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// How far the values of each part of a cycle lie from the level: for each bin the mean over the cycles seen, drawn towards 0 while there are few, and between
/// the middles of two bins a straight line. A bin changes only when it is over; before that its own values would explain themselves.
/// Offsets are kept as halves of a unit that is a power of two, in memory as in a snapshot, so that a restart changes nothing.
/// </summary>
internal sealed class SeasonalOffsets(int bins, double doubt, int cycles)
{
    private const float LargestHalf = 4096;

    private readonly Half[] _offsets = new Half[bins];
    private readonly byte[] _seen = new byte[bins];
    private int _unit;
    private int _current = -1;
    private int _count;
    private float _sum;

    /// <summary>The offset at a place in the cycle, in bins from its beginning.</summary>
    public double At(double place)
    {
        var bin = (int)place;
        var aside = place - bin - 0.5;
        var other = aside < 0 ? bin - 1 : bin + 1;
        other = other < 0 ? bins - 1 : other == bins ? 0 : other;
        var share = Math.Abs(aside);
        return Math.ScaleB((Believed(bin) * (1 - share)) + (Believed(other) * share), _unit);
    }

    /// <summary>Takes in how far a value was from the level.</summary>
    public void Learn(int bin, double offset)
    {
        if (bin != _current)
        {
            Close();
            _current = bin;
        }

        _sum += (float)offset;
        _count++;
    }

    internal void Write(StateWriter writer)
    {
        writer.Whole(_unit);
        writer.Count(_current + 1);
        writer.Count(_count);
        writer.Real4(_sum);
        for (var i = 0; i < bins; i += 2)
        {
            // Two counts of cycles a byte.
            writer.Byte((byte)(_seen[i] | (_seen[i + 1] << 4)));
        }

        for (var i = 0; i < bins; i++)
        {
            if (_seen[i] > 0)
            {
                writer.Real2(_offsets[i]);
            }
        }
    }

    internal void Restore(ref StateReader reader)
    {
        _unit = (int)Math.Clamp(reader.Whole(), -2000, 2000);
        _current = (int)reader.Count(bins) - 1;
        _count = (int)reader.Count(int.MaxValue);
        _sum = reader.Real4();
        for (var i = 0; i < bins; i += 2)
        {
            var pair = reader.Byte();
            (_seen[i], _seen[i + 1]) = ((byte)(pair & 15), (byte)(pair >> 4));
        }

        for (var i = 0; i < bins; i++)
        {
            _offsets[i] = _seen[i] > 0 ? reader.Real2() : default;
        }
    }

    private double Believed(int bin) => _seen[bin] == 0 ? 0 : (double)_offsets[bin] * _seen[bin] / (_seen[bin] + doubt);

    private void Close()
    {
        Debug.Assert(cycles < 16 && bins % 2 == 0, "Cycles are kept as four bits, two bins a byte.");
        if (_current < 0 || _count == 0)
        {
            return;
        }

        _seen[_current] = (byte)Math.Min(cycles, _seen[_current] + 1);
        var before = Math.ScaleB((double)_offsets[_current], _unit);
        Set(_current, before + (((_sum / _count) - before) / _seen[_current]));
        (_sum, _count) = (0, 0);
    }

    private void Set(int bin, double offset)
    {
        if (offset != 0 && (Math.Abs(offset) > Math.ScaleB(LargestHalf, _unit) || IsEmptyBut(bin)))
        {
            var unit = Math.ILogB(offset);
            for (var i = 0; i < bins; i++)
            {
                _offsets[i] = (Half)Math.ScaleB((double)_offsets[i], _unit - unit);
            }

            _unit = unit;
        }

        _offsets[bin] = (Half)Math.ScaleB(offset, -_unit);
    }

    private bool IsEmptyBut(int bin)
    {
        for (var i = 0; i < bins; i++)
        {
            if (i != bin && _offsets[i] != Half.Zero)
            {
                return false;
            }
        }

        return true;
    }
}
