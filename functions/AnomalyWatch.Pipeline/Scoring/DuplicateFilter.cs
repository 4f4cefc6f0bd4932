using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// Remembers the invocation ids of a partition, so that a call told twice (by a resend, or by two sources) counts once. Two generations of
/// at most <c>capacity</c> ids each: when the younger is full it becomes the older, and the older is forgotten.
/// </summary>
public sealed class DuplicateFilter(int capacity)
{
    private HashSet<(int Function, UInt128 Id)> _younger = [];
    private HashSet<(int Function, UInt128 Id)> _older = [];

    /// <summary>Whether this call was not seen before; it is remembered from then on. A call without an id is always new.</summary>
    /// <param name="function">The function's number within the partition.</param>
    /// <param name="id">The invocation's id.</param>
    public bool IsNew(int function, RecordId id)
    {
        if (id.IsNone)
        {
            return true;
        }

        var key = (function, id.Value);
        if (_older.Contains(key) || !_younger.Add(key))
        {
            return false;
        }

        if (_younger.Count >= capacity)
        {
            (_older, _younger) = (_younger, _older);
            _younger.Clear();
        }

        return true;
    }
}
