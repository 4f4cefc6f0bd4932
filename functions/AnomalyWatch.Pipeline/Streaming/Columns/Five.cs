namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>Five numbers that go together, for instance those of a caller's names.</summary>
internal readonly record struct Five(int A, int B, int C, int D, int E);
