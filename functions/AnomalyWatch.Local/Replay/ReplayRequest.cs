using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Local.Replay;

/// <summary>What to replay.</summary>
/// <param name="Files">The files, in order of time: see <see cref="RecordedFile"/>.</param>
/// <param name="OutputFolder">Where the results go; made where absent.</param>
/// <param name="Source">The format they are in: a name of <see cref="Sources"/>.</param>
/// <param name="Function">The full name of the function that the records are of, for sources that do not name it; else null.</param>
/// <param name="StatesFolder">Where what was learned is kept, to go on from with later files (<see cref="ReplayStates"/>); null where it is forgotten.</param>
public sealed record ReplayRequest(
    IReadOnlyList<string> Files, string OutputFolder, string Source = Sources.Invocations, string? Function = null, string? StatesFolder = null);
