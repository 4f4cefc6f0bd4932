namespace AnomalyWatch.Detection.Callers;

/// <summary>
/// A trait's value as 64 bits, so that ten thousand names are not kept as text. Two names with the same bits would pass for one another; whoever can choose
/// a name freely gains nothing by that, since he could as well choose a known one.
/// </summary>
internal static class TraitValue
{
    /// <summary>How many traits there are.</summary>
    public const int Traits = (int)CallerTrait.Agent + 1;

    /// <summary>Nobody calls.</summary>
    public const ulong Nobody = 1;

    /// <summary>Somebody calls whose principal is not told.</summary>
    public const ulong Unnamed = 2;

    /// <summary>Somebody calls whose principal is told.</summary>
    public const ulong Named = 3;

    /// <summary>A trait's value in a visit; 0 where the source does not tell it.</summary>
    public static ulong Of(CallerTrait trait, in CallerVisit visit) => trait switch
    {
        CallerTrait.Naming => visit.Caller.Principal is not null ? Named : visit.Caller.IsUnknown ? Nobody : Unnamed,
        CallerTrait.Trigger => (ulong)visit.Trigger,
        CallerTrait.Principal => Of(visit.Caller.Principal),
        CallerTrait.Account => Of(PrincipalAccount.Of(visit.Caller.Principal)),
        CallerTrait.Network => Of(visit.Caller.Network),
        CallerTrait.Country => Of(visit.Caller.Country),
        _ => Of(visit.Caller.Agent),
    };

    /// <summary>A text's bits (FNV-1a over its UTF-16 units, mixed); 0 for none.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        var hash = 14_695_981_039_346_656_037UL;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 1_099_511_628_211UL;
        }

        return Mix(hash);
    }

    /// <summary>The bits of a visit's whole way of calling: who, from which network, with what, by which trigger.</summary>
    public static ulong OfWay(in CallerVisit visit)
    {
        var hash = Of(visit.Caller.Principal);
        hash = Mix(hash ^ Of(visit.Caller.Network));
        hash = Mix(hash ^ Of(visit.Caller.Agent));
        return Mix(hash ^ (ulong)visit.Trigger);
    }

    // Never 0, which stands for a value that is not told.
    private static ulong Mix(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= 0x9E37_79B9_7F4A_7C15UL;
        hash ^= hash >> 29;
        return hash == 0 ? 1 : hash;
    }
}
