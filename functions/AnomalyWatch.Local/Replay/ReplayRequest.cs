using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Local.Replay;

/// <summary>What to replay.</summary>
/// <param name="Files">The files, in order of time: see <see cref="RecordedFile"/>.</param>
/// <param name="OutputFolder">Where the results go; made where absent.</param>
/// <param name="Source">The format they are in: a name of <see cref="Sources"/>.</param>
public sealed record ReplayRequest(IReadOnlyList<string> Files, string OutputFolder, string Source = Sources.Invocations);
