namespace AnomalyWatch.Detection.Signals;

/// <summary>Holds what is to be learned back for some windows, so that an event which is just beginning does not explain itself.</summary>
/// <typeparam name="T">What is learned of one window.</typeparam>
public sealed class Delay<T>
{
    /// <summary>For how many windows.</summary>
    public const int Windows = 15;

    private readonly T[] _held = new T[Windows];
    private int _count;
    private int _next;

    /// <summary>How many windows are held back now.</summary>
    internal int Count => Math.Min(_count, Windows);

    /// <summary>What is held back, 0 the oldest. Pushed into an empty delay in this order it is the same again.</summary>
    internal ref readonly T this[int index] => ref _held[(_count < Windows ? index : _next + index) % Windows];

    /// <summary>Takes in a window; true where an older one is due, which <paramref name="due"/> then is.</summary>
    public bool Push(in T value, out T due)
    {
        due = _held[_next];
        _held[_next] = value;
        _next = (_next + 1) % Windows;
        return _count++ >= Windows;
    }
}
