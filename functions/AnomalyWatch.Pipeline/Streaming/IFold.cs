namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// A deterministic function over the records of one partition. <see cref="Apply"/> may use nothing but its own state and the record it is
/// given: no clock, no randomness, no I/O. How records were cut into packs changes nothing.
/// </summary>
/// <typeparam name="TRecord">What comes in.</typeparam>
/// <typeparam name="TOutput">What it has to say.</typeparam>
public interface IFold<TRecord, TOutput>
{
    /// <summary>Takes in one record or tick, appending what follows from it to <paramref name="outputs"/>.</summary>
    void Apply(in Stamped<TRecord> record, ICollection<TOutput> outputs);
}
