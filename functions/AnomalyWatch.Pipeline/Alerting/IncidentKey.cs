using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>What anomalies must have in common to be one story. Every anomaly has exactly one key, whatever else is known.</summary>
public static class IncidentKey
{
    private const string PrincipalPrefix = "principal:";
    private const string AppPrefix = "app:";

    /// <summary>The principal within the account for the identity kinds, else the app where the function's name tells it, else the function. Lost telemetry is one story, whatever partitions lost it.</summary>
    public static string Of(Anomaly anomaly)
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        return IsIdentity(anomaly)
            ? $"{PrincipalPrefix}{FunctionName.Account(anomaly.Function)}:{anomaly.Principal}"
            : anomaly.Kind is AnomalyKind.TelemetryGap ? "gap:" + FunctionName.Account(anomaly.Function) : OfBehaviour(anomaly.Function);
    }

    /// <summary>The key of everything at a function that concerns no single caller.</summary>
    public static string OfBehaviour(string function) =>
        FunctionName.App(function) is { } app ? AppPrefix + app
        : FunctionName.IsApp(function) ? AppPrefix + function
        : "function:" + function;

    /// <summary>Where anomalies go whose own key finds no room.</summary>
    public static string OfOverflow(string function) => "account:" + FunctionName.Account(function);

    /// <summary>Whether a key names a caller.</summary>
    public static bool IsPrincipal(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(PrincipalPrefix, StringComparison.Ordinal);
    }

    /// <summary>The app that a key names, or null.</summary>
    public static string? AppOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(AppPrefix, StringComparison.Ordinal) ? key[AppPrefix.Length..] : null;
    }

    /// <summary>The id of an incident: the first 128 bits of SHA-256 over its key and the anomaly that named it, as 32 hexadecimal digits.</summary>
    public static string IncidentId(string key, string anomalyId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{anomalyId}")).AsSpan(0, 16));

    private static bool IsIdentity(Anomaly anomaly) =>
        anomaly.Kind is AnomalyKind.NewCaller or AnomalyKind.UnusualCaller or AnomalyKind.Campaign or AnomalyKind.Denied or AnomalyKind.RiskyChange && anomaly.Principal is not null;
}
