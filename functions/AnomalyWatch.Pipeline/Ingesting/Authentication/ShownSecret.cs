namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>
/// What a request shows to prove who sent it: a key or a token, from headers only. An address gets into logs, histories and referrers, so a
/// key in it is not looked at.
/// </summary>
/// <param name="Text">The secret.</param>
/// <param name="IsToken">Whether it has the form of a JSON Web Token.</param>
public readonly record struct ShownSecret(string Text, bool IsToken)
{
    /// <summary>The header for keys.</summary>
    public const string KeyHeader = "x-anomalywatch-key";

    /// <summary>The header in which Amazon Data Firehose sends the access key of an HTTP endpoint.</summary>
    public const string FirehoseHeader = "x-amz-firehose-access-key";

    private const string Bearer = "Bearer ";

    /// <summary>The secret among the headers, given by the values of <see cref="KeyHeader"/>, <c>Authorization</c> and <see cref="FirehoseHeader"/>; null where there is none.</summary>
    public static ShownSecret? Of(string? key, string? authorization, string? firehose)
    {
        var text = !string.IsNullOrEmpty(key) ? key
            : authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? authorization[Bearer.Length..].Trim()
            : firehose;
        return string.IsNullOrEmpty(text) ? null : new ShownSecret(text, !text.StartsWith(KeyText.Prefix, StringComparison.Ordinal) && text.Count(character => character == '.') == 2);
    }

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => "(secret)";
}
