namespace AnomalyWatch.Local.Serving.Watching;

/// <summary>What one instrument has added up to.</summary>
/// <param name="Name">The instrument's name.</param>
/// <param name="Unit">Its unit, if it has one.</param>
/// <param name="ByTags">The sums by tags, written <c>name=value,name=value</c>; an empty name where there are none.</param>
internal sealed record InstrumentTotal(string Name, string? Unit, SortedDictionary<string, double> ByTags);
