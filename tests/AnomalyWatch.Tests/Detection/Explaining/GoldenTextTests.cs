using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Explaining;

/// <summary>Whole texts, so that a change of words is seen. Each tells what was seen and expected, since when, what is new or was changed, and what to do next.</summary>
[TestClass]
public sealed class GoldenTextTests
{
    [TestMethod]
    public void Errors_after_a_deployment() => AssertText(
        new Story
        {
            Sightings = [Seen(AnomalyKind.Errors, new Reason(Signal.Errors, 40, 0, 2, 12), new Reason(Signal.DurationP95, 4200, 90, 140, 9))],
            PossibleCauses = [new Change { Function = "azure/sub/shop", Time = Some.Noon.AddMinutes(-4), Operation = "MICROSOFT.WEB/SITES/PUBLISH/ACTION", Principal = "jan@example.com", Detail = "SITES/SHOP" }],
        },
        "shop/checkout: failing far more often than expected",
        "shop/checkout failed 40 times a minute; at most 2 were expected.",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "The slowest 5 % of calls of shop/checkout took 4.2 s or longer; 90 ms to 140 ms were expected.",
        "Possible cause: MICROSOFT.WEB/SITES/PUBLISH/ACTION on azure/sub/shop (SITES/SHOP) by jan@example.com at 11:56 UTC, 4 minutes before it began.",
        "Look next: the most frequent error type, what was deployed last, and the services that it depends on.");

    [TestMethod]
    public void A_new_caller() => AssertText(
        new Story
        {
            Sightings =
            [
                Seen(AnomalyKind.NewCaller, new Reason(Signal.NewCaller, 1, 0, 0, 6, "123/user/mallory")) with
                {
                    Principal = "123/user/mallory",
                    Traits = new Caller { Ip = "203.0.113.9", Network = "AS64500", Country = "NL", Agent = "curl/8.5" },
                },
            ],
        },
        "shop/checkout: called by 123/user/mallory, never seen here before",
        "shop/checkout was called by 123/user/mallory (from 203.0.113.9, network AS64500, country NL, agent curl/8.5), never seen there before.",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "Look next: whether anyone knows this caller, where it calls from, and which permissions it has; if nobody does, revoke its credentials.");

    [TestMethod]
    public void A_known_caller_who_calls_as_never_before() => AssertText(
        new Story
        {
            Sightings =
            [
                Seen(
                    AnomalyKind.UnusualCaller,
                    new Reason(Signal.NewNetwork, 1, 0, 0, 5, "AS64511"),
                    new Reason(Signal.NewAgent, 1, 0, 0, 4, "curl/8.7.1"),
                    new Reason(Signal.UnusualHour, 1, 0, 0, 3, "03:12")) with
                {
                    Principal = "role/orders",
                },
            ],
        },
        "shop/checkout: called by role/orders from a network never seen here before",
        "role/orders called shop/checkout from network AS64511, from which nobody has called it before.",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "role/orders called shop/checkout with agent curl/8.7.1, with which nobody has called it before.",
        "role/orders called shop/checkout at 03:12 UTC, far from all hours at which this caller has called it before.",
        "Look next: ask whoever is behind this caller whether it was them; if it was not, the credential or the way in is in other hands: revoke it, then see what was done with it.");

    [TestMethod]
    public void A_call_from_outside_of_what_only_a_queue_sets_off() => AssertText(
        new Story
        {
            Sightings =
            [
                Seen(AnomalyKind.NewCaller, new Reason(Signal.NewTrigger, 1, 0, 0, 6, "http"), new Reason(Signal.UnnamedCaller, 1, 0, 0, 5, "AS64511"), new Reason(Signal.NewCountry, 1, 0, 0, 3, "VN")) with
                {
                    Principal = "AS64511",
                    Traits = new Caller { Ip = "203.0.113.9" },
                },
            ],
        },
        "shop/checkout: called by AS64511, never seen here before",
        "shop/checkout was set off by http, which never did so before.",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "shop/checkout was called by somebody whose name is not told (AS64511) (from 203.0.113.9); its callers so far have names, or are the platform itself.",
        "AS64511 called shop/checkout from country VN, from which nobody has called it before.",
        "Look next: whether anyone knows this caller, where it calls from, and which permissions it has; if nobody does, revoke its credentials.");

    [TestMethod]
    public void A_campaign() => AssertText(
        new Story
        {
            Sightings = [Seen(AnomalyKind.Campaign, new Reason(Signal.CampaignCallers, 1000, 0, 7, 9, "HeadlessChrome/118")) with { Principal = "HeadlessChrome/118" }],
        },
        "shop/checkout: many new callers who share HeadlessChrome/118",
        "shop/checkout was called by 1,000 callers a minute who share agent HeadlessChrome/118, with which nobody has called it before.",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "Look next: what these callers ask for and what they are answered, and whether a limit per trait (agent, network, country) stops them without stopping others.");

    [TestMethod]
    public void Telemetry_from_long_ago() => AssertText(
        new Story { Sightings = [Seen(AnomalyKind.StaleTelemetry, new Reason(Signal.StaleRecords, 40, 0, 1, 12))] },
        "shop/checkout: telemetry from long ago",
        "40 records a minute say that shop/checkout was called hours ago; at most 1 was expected.",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "Look next: whether a sender catches up after an outage or has a wrong clock; if neither, who can write to this source: records may be replayed or forged.");

    [TestMethod]
    public void Secrets_read_one_after_the_other() => AssertText(
        new Story
        {
            Sightings =
            [
                Seen(AnomalyKind.RiskyChange, new Reason(Signal.SecretsRead, 10, 0, 9, 4)) with
                {
                    Principal = "shop-identity",
                    RiskyChange = Done(ChangeRisk.Secrets, "Microsoft.KeyVault/vaults/secrets/getSecret/action", "secret-7"),
                },
            ],
        },
        "shop/checkout: secrets read one after the other by shop-identity",
        "shop-identity read 10 secrets of shop/checkout within a minute, and never did so on an earlier day; up to 9 would be no news.",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "Look next: whether this identity needs all of these secrets; if not, make new ones, and look what else it has done since.");

    [TestMethod]
    public void Code_overwritten_by_somebody_new() => AssertText(
        new Story
        {
            Sightings =
            [
                Seen(AnomalyKind.RiskyChange, new Reason(Signal.RiskyChange, 1, 0, 0, 1.6), new Reason(Signal.NewOperator, 1, 0, 0.025, 1.6)) with
                {
                    Function = "aws/123456789012/eu-west-1/checkout",
                    Principal = "123456789012/user/mallory",
                    RiskyChange = Done(ChangeRisk.Code, "UpdateFunctionCode20150331v2", "s3Bucket=elsewhere"),
                },
                Seen(AnomalyKind.RiskyChange, new Reason(Signal.RiskyChange, 1, 0, 0, 1.6)) with { Function = "aws/123456789012/eu-west-1/checkout", RiskyChange = Done(ChangeRisk.Permission, "AddPermission20150331v2", "principal=999999999999") },
            ],
        },
        "checkout: code overwritten by 123456789012/user/mallory, never seen here before",
        "checkout: code overwritten by 123456789012/user/mallory from 203.0.113.9 at 12:00 UTC on 1 July 2026: UpdateFunctionCode20150331v2 (s3Bucket=elsewhere).",
        "Since 12:00 UTC on 1 July 2026, for 5 minutes so far.",
        "123456789012/user/mallory never changed anything in this account before; somebody new does about once in 40 operator-days there.",
        "checkout: permissions given by 123456789012/user/mallory from 203.0.113.9 at 12:00 UTC on 1 July 2026: AddPermission20150331v2 (principal=999999999999).",
        "Look next: whether the operator's team planned this deployment; if not, put the version before back, and look what the code reaches with its role.");

    [TestMethod]
    [DataRow(AnomalyKind.Burst)]
    [DataRow(AnomalyKind.Silence)]
    [DataRow(AnomalyKind.Errors)]
    [DataRow(AnomalyKind.Denied)]
    [DataRow(AnomalyKind.Latency)]
    [DataRow(AnomalyKind.ColdStarts)]
    [DataRow(AnomalyKind.NewCaller)]
    [DataRow(AnomalyKind.Pattern)]
    [DataRow(AnomalyKind.TelemetryGap)]
    [DataRow(AnomalyKind.RiskyChange)]
    [DataRow(AnomalyKind.FanOut)]
    [DataRow(AnomalyKind.Fleet)]
    [DataRow(AnomalyKind.UnusualCaller)]
    [DataRow(AnomalyKind.Campaign)]
    [DataRow(AnomalyKind.StaleTelemetry)]
    public void Every_kind_has_a_title_of_its_own_and_a_next_step(AnomalyKind kind)
    {
        string Title(AnomalyKind of) => StoryTitle.Of(new Story { Sightings = [Seen(of, new Reason(Signal.Errors, 7, 0, 2, 9))] });
        var last = StoryExplanation.Of(new Story { Sightings = [Seen(kind, new Reason(Signal.Errors, 7, 0, 2, 9))] }).Split('\n')[^1];

        StringAssert.StartsWith(last, "Look next: ");
        Assert.IsTrue(Enum.GetValues<AnomalyKind>().Where(other => other != kind).All(other => Title(other) != Title(kind)));
    }

    private static void AssertText(Story story, string title, params string[] lines)
    {
        Assert.AreEqual(title, StoryTitle.Of(story));
        Assert.AreEqual(string.Join('\n', lines), StoryExplanation.Of(story));
    }

    private static Sighting Seen(AnomalyKind kind, params Reason[] reasons) => new("azure/sub/shop/checkout", kind, null, Some.Noon, Some.Noon.AddMinutes(5), reasons);

    private static RiskyChange Done(ChangeRisk risk, string operation, string detail) => new(risk, new Change
    {
        Function = "aws/123456789012/eu-west-1/checkout",
        Time = Some.Noon,
        Operation = operation,
        Principal = "123456789012/user/mallory",
        Ip = "203.0.113.9",
        Detail = detail,
    });
}
