namespace AnomalyWatch.Training.Simulating;

/// <summary>Where a simulation comes from, as written to <c>manifest.json</c>.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Records">Lines of <c>invocations.ndjson.gz</c>.</param>
/// <param name="TelemetrySha256">The hash of that file, in lower-case hexadecimal digits.</param>
/// <param name="TruthSha256">The hash of <c>truth.json</c>.</param>
/// <param name="Sources">The recorded data and their licences.</param>
internal sealed record SimulationManifest(SimulationOptions Options, long Records, string TelemetrySha256, string TruthSha256, IReadOnlyList<string> Sources);
