using System.Globalization;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Which records of one event cannot be read.</summary>
internal sealed class UnsoundRecords
{
    /// <summary>How many places are noted.</summary>
    public const int MaxNoted = 100;

    private readonly List<int> _places = [];
    private int _unsound, _sound;

    /// <summary>The places of the first of them; null where no record at all is sound.</summary>
    public IReadOnlyList<int>? Indices => _sound == 0 ? null : [.. _places];

    /// <summary>What is wrong with the event; null where every record is sound.</summary>
    public string? Fault => _unsound == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{_unsound} of its {_unsound + _sound} records cannot be read (the first is number {_places[0]})");

    public void Clear()
    {
        _places.Clear();
        (_unsound, _sound) = (0, 0);
    }

    public void Count(int place, bool isSound)
    {
        if (isSound)
        {
            _sound++;
        }
        else if (_unsound++ < MaxNoted)
        {
            _places.Add(place);
        }
    }
}
