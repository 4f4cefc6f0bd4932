using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>What a change that bears on security is called in plain language.</summary>
internal static class ChangeSentences
{
    private const int MaxDetailLength = 100;

    /// <summary>What was done as it stands behind "checkout: ", without who did it.</summary>
    public static string Deed(ChangeRisk risk) => risk switch
    {
        ChangeRisk.PublicAccess => "opened to anyone",
        ChangeRisk.Authentication => "authentication changed or switched off",
        ChangeRisk.LoggingOff => "logs cut",
        ChangeRisk.Code => "code overwritten",
        ChangeRisk.Configuration => "configuration overwritten",
        ChangeRisk.Keys => "keys listed or made",
        ChangeRisk.Permission => "permissions given",
        ChangeRisk.EventSource => "another source of events added",
        ChangeRisk.Secrets => "secrets read one after the other",
        _ => "a layer added",
    };

    /// <summary>Who did what, when and from where, as one sentence.</summary>
    public static string Seen(RiskyChange risky)
    {
        var change = risky.Change;
        var who = PlainText.Name(change.Principal ?? "somebody whom the log does not name");
        var detail = change.Detail is null ? "" : $" ({PlainText.Name(change.Detail, MaxDetailLength)})";
        var ip = change.Ip is null ? "" : $" from {PlainText.Name(change.Ip)}";
        return $"{Place.Of(change.Function)}: {Deed(risky.Risk)} by {who}{ip} at {Humane.Moment(change.Time)}: {PlainText.Name(change.Operation)}{detail}.";
    }

    /// <summary>How well whoever did it is known, from the reason that says so.</summary>
    public static string Known(string? principal, Reason reason)
    {
        var who = PlainText.Name(principal);
        var often = reason.ExpectedHigh > 0 ? Humane.Count(Math.Max(1, Math.Round(1 / reason.ExpectedHigh))) : "many";
        return reason.Observed >= 1
            ? $"{who} never changed anything in this account before; somebody new does about once in {often} operator-days there."
            : $"{who} is known in this account, but never did anything of this kind there.";
    }

    /// <summary>What to look at next.</summary>
    public static string LookNext(ChangeRisk risk) => risk switch
    {
        ChangeRisk.PublicAccess => "Look next: whether it is meant to be public; if not, take the permission or the URL back, and look who has called it since.",
        ChangeRisk.Authentication => "Look next: what the authentication settings say now, whether the change was planned, and who has called without signing in since.",
        ChangeRisk.LoggingOff => "Look next: whether this was planned; if not, switch the logs on again first, and treat what the operator did since as unseen.",
        ChangeRisk.Code or ChangeRisk.Layer => "Look next: whether the operator's team planned this deployment; if not, put the version before back, and look what the code reaches with its role.",
        ChangeRisk.Configuration => "Look next: what the configuration says now, whether the change was planned, and who asked for it.",
        ChangeRisk.Keys => "Look next: whether the operator needs these keys; if not, make new ones, and look who calls with the old ones.",
        ChangeRisk.Secrets => "Look next: whether this identity needs all of these secrets; if not, make new ones, and look what else it has done since.",
        ChangeRisk.Permission => "Look next: who may do what now that could not before, and whether the change was planned; if not, take it back.",
        _ => "Look next: where these events come from, and whether anybody planned this source; if not, remove it.",
    };
}
