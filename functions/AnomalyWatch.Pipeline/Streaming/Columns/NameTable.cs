using System.Buffers;
using System.Text;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>The names of one field of one pack, each once, in the order in which they came; 0 stands for none.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private string? _last;
    private int _lastNumber;

    /// <summary>The number of a name, which is remembered if it is new.</summary>
    public int NumberOf(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return 0;
        }

        // Mostly the very same object: a reader shares the names of a delivery.
        if (ReferenceEquals(name, _last))
        {
            return _lastNumber;
        }

        if (!_numbers.TryGetValue(name, out var number))
        {
            _names.Add(name);
            number = _names.Count;
            _numbers.Add(name, number);
        }

        (_last, _lastNumber) = (name, number);
        return number;
    }

    /// <summary>Forgets all names.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _names.Clear();
        (_last, _lastNumber) = (null, 0);
    }

    /// <summary>Writes the names.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        output.WriteVarint((ulong)_names.Count);
        var lengths = ArrayPool<long>.Shared.Rent(_names.Count);
        for (var i = 0; i < _names.Count; i++)
        {
            lengths[i] = Encoding.UTF8.GetByteCount(_names[i]);
        }

        WholeColumn.Write(lengths.AsSpan(0, _names.Count), output);
        ArrayPool<long>.Shared.Return(lengths);
        foreach (var name in _names)
        {
            Encoding.UTF8.GetBytes(name, output);
        }
    }

    /// <summary>Reads at most <paramref name="max"/> names; the first of the result is null, for none.</summary>
    public static string?[] Read(ref ColumnSource source, int max)
    {
        var count = source.Count(max);
        var lengths = ArrayPool<long>.Shared.Rent(count);
        WholeColumn.Read(ref source, lengths.AsSpan(0, count));
        var names = new string?[count + 1];
        for (var i = 0; i < count && !source.Failed; i++)
        {
            names[i + 1] = Encoding.UTF8.GetString(source.Take((int)Math.Clamp(lengths[i], 0, int.MaxValue)));
        }

        ArrayPool<long>.Shared.Return(lengths);
        return names;
    }
}
