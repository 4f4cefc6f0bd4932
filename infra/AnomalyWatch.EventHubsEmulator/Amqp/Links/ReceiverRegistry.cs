using Amqp.Framing;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>A receiver of one partition in one consumer group.</summary>
/// <remarks>Not a record: two receivers of the same name are two.</remarks>
internal sealed class Receiver(string name, long? epoch, Action<Error> disconnect)
{
    /// <summary>As it calls itself.</summary>
    public string Name { get; } = name;

    /// <summary>Its owner level; null for one that shares the partition.</summary>
    public long? Epoch { get; } = epoch;

    /// <summary>Detaches it with an error.</summary>
    public void Disconnect(Error error) => disconnect(error);
}

/// <summary>Who reads one partition in one consumer group, and whether one more may.</summary>
internal sealed class ReceiverRegistry
{
    /// <summary>How many may share a partition.</summary>
    public const int MaxShared = 5;

    private readonly Lock _gate = new();
    private readonly List<Receiver> _receivers = [];

    /// <summary>Lets a receiver in, disconnecting those it displaces; gives the error where it may not.</summary>
    public Error? Admit(Receiver newcomer)
    {
        List<Receiver> displaced = [];
        lock (_gate)
        {
            var owner = _receivers.Find(receiver => receiver.Epoch is not null);
            if (newcomer.Epoch is { } epoch)
            {
                if (owner?.Epoch > epoch)
                {
                    return ServiceErrors.HigherEpochExists(owner.Name, owner.Epoch.Value, newcomer.Name, epoch);
                }

                // Of equals the newer wins: processors all use epoch 0 and rely on it.
                displaced.AddRange(_receivers);
                _receivers.Clear();
            }
            else if (owner is not null)
            {
                return ServiceErrors.EpochReceiverExists(owner.Epoch!.Value);
            }
            else if (_receivers.Count >= MaxShared)
            {
                return ServiceErrors.TooManyReceivers(MaxShared, _receivers.Select(receiver => receiver.Name));
            }

            _receivers.Add(newcomer);
        }

        foreach (var receiver in displaced)
        {
            receiver.Disconnect(ServiceErrors.StolenByEpoch(newcomer.Name, newcomer.Epoch ?? 0, receiver.Name, receiver.Epoch));
        }

        return null;
    }

    /// <summary>Forgets a receiver that is gone.</summary>
    public void Remove(Receiver receiver)
    {
        lock (_gate)
        {
            _receivers.Remove(receiver);
        }
    }
}
