namespace AnomalyWatch.Local.SeriesFiles;

/// <summary>What is to be scored.</summary>
/// <param name="InputFolder">The folder with .csv and .csv.gz files, in folders below it too.</param>
/// <param name="OutputFolder">The folder to write the files to, by the same names.</param>
internal sealed record ScoreRequest(string InputFolder, string OutputFolder)
{
    /// <summary>
    /// The files to read and to write, in the order of their names. Throws <see cref="InvalidDataException"/> where there are none, or where the folders lie within each other.
    /// </summary>
    public IReadOnlyList<(string Input, string Output)> Files()
    {
        var (input, output) = (Full(InputFolder), Full(OutputFolder));
        if (input.StartsWith(output, StringComparison.Ordinal) || output.StartsWith(input, StringComparison.Ordinal))
        {
            throw new InvalidDataException("The folder to write to must lie outside the one to read, and the other way round.");
        }

        var files = Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(file => (Input: file, Output: Path.Combine(output, WithoutGz(Path.GetRelativePath(input, file)))))
            .ToList();
        var twice = files.GroupBy(file => file.Output, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is not null ? throw new InvalidDataException($"Two files would become {twice.Key}.")
            : files.Count > 0 ? files
            : throw new InvalidDataException($"{InputFolder} holds no .csv and no .csv.gz.");
    }

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;

    private static string WithoutGz(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^".gz".Length] : file;
}
