namespace AnomalyWatch.Training.Simulating;

/// <summary>The usual releases: about every third day of an app, in working hours, with a change, a new version, cold starts for two minutes and a little other durations.</summary>
internal sealed class Deployments
{
    /// <summary>Who deploys.</summary>
    public const string Pipeline = "release-pipeline";

    private const int MinutesOfDay = 1440;
    private const int ColdMinutes = 2;
    private readonly List<(int Minute, double Factor)> _releases = [];

    private Deployments(CloudApp app) => App = app;

    public CloudApp App { get; }

    /// <summary>The minutes of the releases.</summary>
    public IEnumerable<int> Minutes => _releases.Select(release => release.Minute);

    /// <summary>The releases of an app.</summary>
    public static Deployments Of(CloudApp app, int seed, int days, int number)
    {
        var random = RandomStream.Of(seed, "releases", number);
        var deployments = new Deployments(app);
        for (var day = 0; day < days; day++)
        {
            if (day % 7 < 5 && random.Happens(0.33))
            {
                deployments._releases.Add(((day * MinutesOfDay) + random.Between(9 * 60, 17 * 60), Math.Exp(random.Between(-0.1, 0.11))));
            }
        }

        return deployments;
    }

    /// <summary>What a deployment is called in the app's cloud.</summary>
    public static string OperationOf(CloudApp app) => app.Provider switch
    {
        "azure" => "Microsoft.Web/sites/extensions/onedeploy/action",
        "aws" => "UpdateFunctionCode20150331v2",
        _ => "google.cloud.functions.v2.FunctionService.UpdateFunction",
    };

    /// <summary>What the releases so far have made of a minute.</summary>
    public void Shape(MinuteShape shape)
    {
        foreach (var (index, release) in _releases.Index())
        {
            if (release.Minute > shape.Minute)
            {
                break;
            }

            shape.Version = FormattableString.Invariant($"1.{index + 1}");
            shape.DurationFactor = release.Factor;
            shape.ColdShare = shape.Minute - release.Minute < ColdMinutes ? 0.3 : shape.ColdShare;
        }
    }

    /// <summary>The changes that tell of a minute's release, one for each function of the app.</summary>
    public IEnumerable<SimulatedRecord> ChangesIn(int minute, IEnumerable<SimulatedFunction> functions)
    {
        if (!Minutes.Contains(minute))
        {
            yield break;
        }

        var time = SimulationOptions.Begin.AddMinutes(minute);
        foreach (var function in functions.Where(function => function.BornMinute <= minute))
        {
            yield return new SimulatedRecord
            {
                Kind = "change",
                Id = FormattableString.Invariant($"release-{App.Name}-{function.Index}-{minute}"),
                Function = function.Name,
                Arrival = time,
                Start = time,
                Operation = OperationOf(App),
                Principal = Pipeline,
                Outcome = "ok",
                Detail = "release",
            };
        }
    }
}
