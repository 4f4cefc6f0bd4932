namespace AnomalyWatch.Functions;

/// <summary>Settings with which an app cannot start. Its message has a line for each, with the setting's name and never its value.</summary>
public sealed class AppSettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>What is wrong, one entry each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
