namespace AnomalyWatch.Training.Simulating.Scenarios;

/// <summary>Something was done to a function, and then it behaves otherwise.</summary>
internal static class ChangeScenarios
{
    /// <summary>Messages go to somebody else.</summary>
    public static readonly Scenario WebhookChanged = new(
        13,
        "Exfiltration over a webhook",
        "one change of the address that alerts go to, by a principal that never changed anything",
        "the change",
        function => function.App.Provider == "azure",
        stage =>
        {
            var stranger = Stranger(stage);
            stage.Lasts(1);
            stage.Principals.Add(stranger);
            stage.Prefixes.Add(MisuseScenarios.PrefixOf(stage.Function));
            stage.Change(stage.Function.Name, "Microsoft.Web/sites/config/write", stranger, "setting ALERT_WEBHOOK_URL changed");
        });

    /// <summary>Code written over by somebody who never deploys.</summary>
    public static readonly Scenario CodeOverwrite = new(
        16,
        "Code overwrite, layer or extension",
        "an update of the code by a principal that never deploys; start-up, duration and memory 1.5 to 2.5 times as high until it is put back 2 to 6 hours later",
        "the change or the function",
        function => function.App.Provider == "aws" && function.MeanPerMinute > 0.2,
        stage =>
        {
            var stranger = Stranger(stage);
            stage.Lasts(stage.Random.Between(120, 360));
            stage.Principals.Add(stranger);
            stage.Change(stage.Function.Name, stage.Random.Happens(0.5) ? "UpdateFunctionCode20150331v2" : "UpdateFunctionConfiguration20150331v2", stranger, "layers=arn:aws:lambda:eu-west-1:999988887777:layer:runtime:1");
            Shift(stage, stage.Random.Between(1.5, 2.5), fromMinute: 1);
        },
        NeedsCalls: true);

    /// <summary>Anybody may call now.</summary>
    public static readonly Scenario PolicyBackdoor = new(
        17,
        "Resource policy backdoor, public URL",
        "a permission for everybody, then 1 to 10 calls by strangers",
        "the change or the strangers",
        function => function.App.Provider == "aws" && function.Exposure is Exposure.Internal or Exposure.Platform,
        stage =>
        {
            var stranger = Stranger(stage);
            stage.Lasts(15);
            stage.Principals.Add(stranger);
            stage.Change(stage.Function.Name, "AddPermission20150331v2", stranger, "principal=*, functionUrlAuthType=NONE");
            var (calls, caller) = (stage.Random.Between(1, 10), CallerPopulation.Anybody(stage.Random, stage.Function.Callers.Home));
            stage.Principals.Add(caller.Network!);
            stage.Shape(shape =>
            {
                if (stage.Since(shape) is >= 3 and < 13 && stage.Since(shape) - 3 < calls)
                {
                    shape.Beside.Add(new CallGroup { Count = 1, Caller = caller, Trigger = "http" });
                }
            });
        });

    /// <summary>Another source sets the function off.</summary>
    public static readonly Scenario EventSourceRelay = new(
        18,
        "New event source mapping relay",
        "a new event source, then 2 to 10 % more calls with a trigger never seen, for 1 to 4 hours",
        "the change or the trigger",
        function => function.App.Provider == "aws" && function.Trigger != "event" && function.MeanPerMinute > 0.2,
        stage =>
        {
            var stranger = Stranger(stage);
            stage.Lasts(stage.Random.Between(60, 240));
            stage.Principals.Add(stranger);
            stage.Change(stage.Function.Name, "CreateEventSourceMapping20150331", stranger, "eventSourceArn=arn:aws:kinesis:eu-west-1:999988887777:stream/relay");
            var share = stage.Random.Between(0.02, 0.1);
            stage.Shape(shape => shape.Beside.Add(new CallGroup { Count = shape.Random.Dither(Math.Max(0.2, shape.Calls * share)), Trigger = "event" }));
        },
        NeedsCalls: true);

    /// <summary>Publishing credentials are fetched and used.</summary>
    public static readonly Scenario PublishingCredentials = new(
        20,
        "App Service publishing credentials taken",
        "the publishing profile is read by a stranger, 5 to 30 minutes later a deployment, then durations 1.3 to 2 times as long for 2 to 6 hours",
        "the changes or the function",
        function => function.App.Provider == "azure" && function.MeanPerMinute > 0.2,
        stage =>
        {
            var stranger = Stranger(stage);
            var later = stage.Random.Between(5, 30);
            stage.Lasts(later + stage.Random.Between(120, 360));
            stage.Principals.Add(stranger);
            stage.Prefixes.Add(MisuseScenarios.PrefixOf(stage.Function));
            stage.Change(stage.Function.Name, "Microsoft.Web/sites/publishxml/action", stranger);
            stage.Change(stage.Function.Name, "Microsoft.Web/sites/extensions/zipdeploy/action", stranger, afterMinutes: later);
            Shift(stage, stage.Random.Between(1.3, 2.0), later + 1);
        },
        NeedsCalls: true);

    /// <summary>A release that fails.</summary>
    public static readonly Scenario BadDeployment = new(
        30,
        "Bad deployment",
        "half of the calls fail from a deployment on until it is taken back 20 to 120 minutes later (App Insights' sample: 50 % against none)",
        "the function, with the deployment as possible cause",
        function => function.MeanPerMinute > 0.3,
        stage =>
        {
            stage.Lasts(stage.Random.Between(20, 120));
            stage.Change(stage.Function.Name, Deployments.OperationOf(stage.Function.App), Deployments.Pipeline, "release");
            stage.Change(stage.Function.Name, Deployments.OperationOf(stage.Function.App), Deployments.Pipeline, "rollback", stage.End - stage.Begin);
            var share = stage.Random.Between(0.3, 0.6);
            stage.Shape(shape =>
            {
                shape.ErrorShare = share;
                shape.ErrorTypes = ["System.MissingMethodException"];
                shape.Version += "-rc";
            });
        },
        SuitsFirstHour: true,
        NeedsCalls: true);

    /// <summary>Somebody who never changed anything: another one each time, or he would be known at the second.</summary>
    private static string Stranger(Stage stage) => FormattableString.Invariant($"user-{stage.Random.Between(1000, 9999)}@example.net");

    private static void Shift(Stage stage, double factor, int fromMinute) => stage.Shape(shape =>
    {
        if (stage.Since(shape) >= fromMinute)
        {
            shape.DurationFactor *= factor;
            shape.MemoryFactor *= factor;
            shape.InitFactor *= factor;
            shape.Version += "-x";
        }
    });
}
