using System.Diagnostics;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>A text that must not be seen. It prints as a placeholder, so that it gets into no log, exception or debugger by accident.</summary>
[DebuggerDisplay(Placeholder)]
public sealed class SecretText
{
    /// <summary>What every secret prints as.</summary>
    public const string Placeholder = "(secret)";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <summary>Takes a secret, without white space around it (files end with a line break).</summary>
    public SecretText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value.Trim();
    }

    /// <summary>The secret itself. Only for the one place that uses it.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => Placeholder;
}
