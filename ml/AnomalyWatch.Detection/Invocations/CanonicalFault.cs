namespace AnomalyWatch.Detection.Invocations;

/// <summary>Why a canonical record could not be read.</summary>
/// <param name="Position">Byte position in the record's own text, from 0.</param>
/// <param name="Reason">What is wrong, naming the property where there is one; never any of the content.</param>
public readonly record struct CanonicalFault(long Position, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Reason} (byte {Position})";
}
