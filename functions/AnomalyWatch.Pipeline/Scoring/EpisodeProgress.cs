namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>How far an <see cref="Episode"/> has come, and what was told of it.</summary>
/// <param name="ToldScore">The score that was told last.</param>
/// <param name="Windows">How many windows it has had.</param>
/// <param name="ToldWindows">How many it had when it was told last.</param>
/// <param name="CalmWindows">How many calm windows have passed since.</param>
/// <param name="IsRooted">Whether it rests on a window that can no longer be judged again.</param>
internal readonly record struct EpisodeProgress(double ToldScore, int Windows, int ToldWindows, int CalmWindows, bool IsRooted);
