using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Alerting.Risks;

namespace AnomalyWatch.Tests.Alerting.Risks;

/// <summary>Which changes become incidents: through the second fold, as the log brings them.</summary>
[TestClass]
public sealed class RiskyChangeTests
{
    private const string Function = "aws/123456789012/eu-west-1/checkout";
    private const string Pipeline = "123456789012/role/deploy";
    private const string Stranger = "123456789012/user/mallory";

    private readonly FoldDriver _fold = new();

    [TestMethod]
    public void A_function_opened_to_anyone_is_told_at_once_with_who_did_it()
    {
        _fold.See(Done("CreateFunctionUrlConfig", Stranger, detail: "authType=NONE"));

        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.AreEqual("riskyChange", incident.Kind);
        Assert.AreEqual(Severity.High, incident.Severity);
        Assert.AreEqual($"principal:aws/123456789012:{Stranger}", incident.Key);
        Assert.AreEqual($"checkout: opened to anyone by {Stranger}", incident.Title);
        StringAssert.StartsWith(incident.Explanation, $"checkout: opened to anyone by {Stranger} from 203.0.113.9 at 12:00 UTC on 1 July 2026: CreateFunctionUrlConfig (authType=NONE).");
        StringAssert.Contains(incident.Explanation, "Look next: whether it is meant to be public");
        Assert.IsFalse(incident.Explanation.Contains("Possible cause", StringComparison.Ordinal), "a change is not its own cause");
    }

    [TestMethod]
    public void The_same_again_by_the_same_operator_on_another_day_is_no_news()
    {
        _fold.See(Done("AddPermission20150331v2", Pipeline, detail: "principal=*"));
        _fold.See(Done("AddPermission20150331v2", Pipeline, day: 3, detail: "principal=*"));
        _fold.See(Done("AddPermission20150331v2", Stranger, day: 4, detail: "principal=*"));

        CollectionAssert.AreEquivalent(
            new[] { Pipeline, Stranger }, _fold.All.SelectMany(incident => incident.Anomalies).Select(anomaly => anomaly.Principal).ToArray());
    }

    [TestMethod]
    public void Logs_that_are_cut_are_told_until_it_has_become_usual()
    {
        foreach (var day in Enumerable.Range(0, 6))
        {
            _fold.See(Done("StopLogging", Pipeline, day, "aws/123456789012", "name=main"));
        }

        Assert.HasCount(3, _fold.All);
    }

    [TestMethod]
    public void The_pipeline_that_deploys_every_day_is_never_told()
    {
        foreach (var day in Enumerable.Range(0, 40))
        {
            _fold.See(Done("UpdateFunctionCode20150331v2", Pipeline, day));
            _fold.See(Done("UpdateFunctionConfiguration20150331v2", Pipeline, day));
        }

        Assert.IsEmpty(_fold.All);
    }

    [TestMethod]
    public void Code_overwritten_by_an_operator_never_seen_is_told_where_that_is_rare()
    {
        Deployments(20);
        _fold.See(Done("UpdateFunctionCode20150331v2", Stranger, day: 21));

        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.AreEqual($"checkout: code overwritten by {Stranger}, never seen here before", incident.Title);
        StringAssert.Contains(incident.Explanation, $"{Stranger} never changed anything in this account before; somebody new does about once in 42 operator-days there.");
    }

    [TestMethod]
    public void Where_somebody_new_deploys_every_other_day_nobody_is_told_as_new()
    {
        foreach (var day in Enumerable.Range(0, 40))
        {
            _fold.See(Done("UpdateFunctionCode20150331v2", $"123456789012/user/dev{day / 2}", day));
        }

        // The first few are told while nobody knows yet how usual that is.
        Assert.IsLessThanOrEqualTo(1, _fold.All.Count);
        Assert.IsFalse(_fold.All.Any(incident => incident.FirstSeen > Some.Noon.AddDays(10)));
    }

    [TestMethod]
    public void A_pipeline_that_releases_many_functions_shows_soon_who_releases_there()
    {
        foreach (var function in Enumerable.Range(0, 40))
        {
            _fold.See(Done("UpdateFunctionCode20150331v2", Pipeline, function: $"{Function}-{function}"));
        }

        Assert.IsEmpty(_fold.All);
        _fold.See(Done("UpdateFunctionCode20150331v2", Stranger, day: 1));
        Assert.AreEqual($"checkout: code overwritten by {Stranger}, never seen here before", Assert.ContainsSingle(_fold.Live).Title);
    }

    [TestMethod]
    public void A_newcomer_who_was_told_excuses_the_next_one_but_little()
    {
        Deployments(40);
        foreach (var newcomer in Enumerable.Range(0, 3))
        {
            _fold.See(Done("UpdateFunctionCode20150331v2", $"{Stranger}{newcomer}", day: 41 + newcomer));
        }

        Assert.HasCount(3, _fold.All.SelectMany(incident => incident.Anomalies).Select(anomaly => anomaly.Principal).Distinct().ToList());
    }

    [TestMethod]
    public void Secrets_read_one_after_the_other_are_told_once_at_the_tenth()
    {
        Read(9);
        Assert.IsEmpty(_fold.All);
        Read(30);
        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.HasCount(1, incident.Anomalies);
        StringAssert.StartsWith(incident.Explanation, "shop-identity read 10 secrets of shop/checkout within a minute");
    }

    [TestMethod]
    public void An_app_that_reads_its_secrets_at_every_start_is_told_on_its_first_day_only()
    {
        foreach (var day in Enumerable.Range(0, 5))
        {
            Read(15, day);
        }

        Assert.HasCount(1, _fold.All);
    }

    [TestMethod]
    public void One_secret_that_is_polled_is_no_burst()
    {
        foreach (var second in Enumerable.Range(0, 30))
        {
            _fold.See(Secret(second, 0, "secret-1"));
        }

        Assert.IsEmpty(_fold.All);
    }

    [TestMethod]
    public void Nobody_is_new_while_too_little_is_known_of_an_account()
    {
        _fold.See(Done("UpdateFunctionCode20150331v2", Pipeline));
        _fold.See(Done("UpdateFunctionCode20150331v2", Stranger, day: 1));

        Assert.IsEmpty(_fold.All);
    }

    [TestMethod]
    public void A_known_operator_who_does_a_new_kind_of_thing_is_too_weak_alone_but_not_twice()
    {
        Deployments(40);
        _fold.See(Done("CreateAccessKey", Pipeline, day: 41, function: "aws/123456789012", detail: "userName=ci"));
        Assert.IsEmpty(_fold.All);

        _fold.See(Done("AttachRolePolicy", Pipeline, day: 41, function: "aws/123456789012", detail: "policyArn=arn:aws:iam::aws:policy/AdministratorAccess"));

        var incident = Assert.ContainsSingle(_fold.Live);
        Assert.HasCount(2, incident.Anomalies);
        StringAssert.Contains(incident.Explanation, "never did anything of this kind there");
        StringAssert.StartsWith(incident.Title, "account 123456789012: ");
    }

    [TestMethod]
    public void What_was_refused_is_not_told_and_makes_nobody_known()
    {
        Deployments(20);
        _fold.See(Done("UpdateFunctionCode20150331v2", Stranger, day: 19) with { Outcome = Outcome.Denied });
        Assert.IsEmpty(_fold.All);

        _fold.See(Done("UpdateFunctionCode20150331v2", Stranger, day: 21));
        Assert.HasCount(1, _fold.Live);
    }

    [TestMethod]
    public void A_change_that_comes_twice_is_told_once()
    {
        var change = Done("CreateFunctionUrlConfig", Stranger, detail: "authType=NONE");
        _fold.See(change);
        _fold.See(change);

        Assert.IsEmpty(_fold.Outputs);
        Assert.HasCount(1, Assert.ContainsSingle(_fold.Live).Anomalies);
    }

    [TestMethod]
    public void A_closed_incident_says_that_what_was_done_still_stands()
    {
        _fold.See(Done("CreateFunctionUrlConfig", Stranger, detail: "authType=NONE")).Tick(1).Tick(60);

        var incident = Assert.ContainsSingle(_fold.All);
        Assert.AreEqual(IncidentStatus.Resolved, incident.Status);
        StringAssert.Contains(incident.Explanation, "What was done still stands until somebody undoes it.");
    }

    [TestMethod]
    public void A_flood_of_operators_does_not_push_out_those_that_are_known()
    {
        Deployments(20);
        for (var i = 0; i < 2 * AccountOperators.MaxOperators; i++)
        {
            _fold.See(Done("TagResource20170331v2", $"123456789012/user/flood{i}", day: 20));
        }

        var before = _fold.All.Count;
        _fold.See(Done("UpdateFunctionCode20150331v2", Pipeline, day: 21));
        Assert.HasCount(before, _fold.All);
    }

    private void Read(int secrets, int day = 0)
    {
        foreach (var secret in Enumerable.Range(0, secrets))
        {
            _fold.See(Secret(secret, day, $"secret-{secret % 17}"));
        }
    }

    private static Change Secret(int second, int day, string name) => new()
    {
        Function = "azure/sub/shop/checkout",
        Time = Some.Noon.AddDays(day).AddSeconds(second),
        Operation = "Microsoft.KeyVault/vaults/secrets/getSecret/action",
        Principal = "shop-identity",
        Outcome = Outcome.Ok,
        Detail = name,
    };

    private void Deployments(int days)
    {
        foreach (var day in Enumerable.Range(0, days))
        {
            _fold.See(Done("UpdateFunctionCode20150331v2", Pipeline, day));
        }
    }

    private static Change Done(string operation, string? principal, int day = 0, string function = Function, string? detail = null) => new()
    {
        Id = RecordId.From($"{operation} {principal} {day} {detail}"),
        Function = function,
        Time = Some.Noon.AddDays(day),
        Operation = operation,
        Principal = principal,
        Ip = "203.0.113.9",
        Outcome = Outcome.Ok,
        Detail = detail,
    };
}
