namespace AnomalyWatch.Serving.Authentication;

/// <summary>Who has signed in at the page, known by a cookie. Safe for concurrent use.</summary>
public interface ISessions
{
    /// <summary>The name of the cookie.</summary>
    public const string Cookie = "anomalywatch";

    /// <summary>How long a session lasts at most.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    /// <summary>Begins a session for a reader's key and gives the cookie's value; null for a key that reads nothing.</summary>
    string? Begin(string key);

    /// <summary>The name of the key behind a session that goes on, by a cookie's value; null where there is none.</summary>
    string? Find(string? cookie);

    /// <summary>Ends a session, as far as anything is kept.</summary>
    void Forget(string? cookie);
}
