using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// A deterministic function over the records of one partition. It may use nothing but its own state and what it is
/// given: no clock, no randomness, no I/O. How records were cut into packs changes nothing.
/// </summary>
/// <typeparam name="TRecord">What comes in.</typeparam>
/// <typeparam name="TOutput">What it has to say.</typeparam>
public interface IFold<TRecord, TOutput>
{
    /// <summary>Takes in one record or tick, appending what follows from it to <paramref name="outputs"/>.</summary>
    void Apply(in Stamped<TRecord> record, ICollection<TOutput> outputs);

    /// <summary>Adds where the entries of its state lie that it does not hold and a record or tick will need; it is brought them before that is applied.</summary>
    void Foresee(in Stamped<TRecord> record, ICollection<EntryPlace> wanted)
    {
    }

    /// <summary>The same for a part of the log that is missing.</summary>
    void ForeseeLoss(ICollection<EntryPlace> wanted)
    {
    }

    /// <summary>Takes in that a part of the log is missing: of that time nothing is known, which is not the same as that nothing happened.</summary>
    void Lose(in LostStretch lost, ICollection<TOutput> outputs);
}
