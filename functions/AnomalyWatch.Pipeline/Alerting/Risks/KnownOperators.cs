using System.Diagnostics.CodeAnalysis;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>The operators of every account of a partition. Each account is an entry of its own in a snapshot.</summary>
internal sealed class KnownOperators(int maxAccounts, ChangedEntries entries)
{
    /// <summary>What the keys of these entries begin with; no incident's key does.</summary>
    public const string KeyPrefix = "operators:";

    private readonly SortedDictionary<string, AccountOperators> _byKey = new(StringComparer.Ordinal);

    /// <summary>The keys of their entries.</summary>
    public IEnumerable<string> Keys => _byKey.Keys;

    public bool TryFind(string key, [NotNullWhen(true)] out AccountOperators? operators) => _byKey.TryGetValue(key, out operators);

    /// <summary>The operators of a change's account, which will be written anew; null where there are too many accounts already.</summary>
    public AccountOperators? Of(Change change)
    {
        var key = KeyPrefix + FunctionName.Account(change.Function);
        if (!_byKey.TryGetValue(key, out var operators))
        {
            if (_byKey.Count >= maxAccounts)
            {
                AlertingCounters.CountOverflow("operator_accounts");
                return null;
            }

            _byKey[key] = operators = new AccountOperators();
        }

        entries.Change(key);
        return operators;
    }

    /// <summary>Takes up an account from its entry; false where the reader fails or it is there twice.</summary>
    public bool TryRestore(string key, ref StateReader reader) => _byKey.TryAdd(key, AccountOperators.Read(ref reader)) && reader.IsDone;
}
