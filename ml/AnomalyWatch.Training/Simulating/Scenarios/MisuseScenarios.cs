namespace AnomalyWatch.Training.Simulating.Scenarios;

/// <summary>A function is made to do what it is not for.</summary>
internal static class MisuseScenarios
{
    private static readonly string[] Exceptions =
    [
        "System.FormatException", "Npgsql.PostgresException", "System.Text.Json.JsonException", "System.ArgumentException", "System.Xml.XmlException",
        "System.IO.InvalidDataException", "System.InvalidCastException", "System.OverflowException", "System.UriFormatException", "System.Data.SqlClient.SqlException",
    ];

    /// <summary>Somebody tries inputs.</summary>
    public static readonly Scenario EventInjection = new(
        4,
        "Event injection",
        "5 to 50 probes a minute, 3 to 10 kinds of failure never seen, requests 10 to 100 times the usual size, one network, 20 to 60 minutes (proposal)",
        "the function, for failures or the caller",
        function => function.IsHttp && function.MeanPerMinute > 0.2,
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(random.Between(20, 60));
            var (perMinute, kinds, caller) = (random.LogBetween(5, 50), random.Between(3, 10), CallerPopulation.Anybody(random, stage.Function.Callers.Home) with { Agent = "sqlmap/1.8" });
            stage.Principals.Add(caller.Network!);
            stage.Shape(shape =>
            {
                var probes = (int)Math.Min(60, shape.Random.Poisson(perMinute));
                shape.Beside.AddRange(Enumerable.Range(0, probes).Select(_ => new CallGroup
                {
                    Count = 1,
                    Outcome = "error",
                    StatusCode = shape.Random.Pick([400, 422, 500]),
                    ErrorType = Exceptions[shape.Random.Below(kinds)],
                    DurationMs = shape.Function.MedianMs * shape.Random.LogBetween(0.2, 8),
                    RequestBytes = (long)(shape.Function.RequestBytes * shape.Random.LogBetween(10, 100)),
                    Caller = caller,
                }));
            });
        },
        SuitsFirstHour: true);

    /// <summary>Data leave through the answers.</summary>
    public static readonly Scenario Exfiltration = new(
        12,
        "Exfiltration through a function",
        "one usual caller with half as many calls again, answers 5 to 50 times as large and 1.5 to 4 times as slow, 30 to 120 minutes (proposal)",
        "the function, for bytes or slowness",
        function => function.IsHttp && function.MeanPerMinute > 0.5,
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(random.Between(30, 120));
            var (size, slow, caller) = (random.LogBetween(5, 50), random.Between(1.5, 4.0), stage.Function.Callers.Draw(random));
            stage.Shape(shape => shape.Beside.AddRange(Enumerable.Range(0, 3).Select(piece => new CallGroup
            {
                Count = shape.Random.Dither(Math.Max(2, shape.Calls * 0.5) / 3),
                AtSecond = 20 * piece,
                OverSeconds = 20,
                DurationMs = shape.Function.MedianMs * slow * shape.Random.LogBetween(0.8, 1.25),
                ResponseBytes = (long)(shape.Function.ResponseBytes * size * shape.Random.LogBetween(0.7, 1.4)),
                Caller = caller,
            })));
        },
        SuitsFirstHour: true,
        NeedsCalls: true);

    /// <summary>Somebody else's work on our bill.</summary>
    public static readonly Scenario Cryptomining = new(
        14,
        "Cryptomining in a function",
        "40 to 100 % of the calls run until they are cut off, memory at 95 % of its limit, 1 to 6 hours",
        "the function, for timeouts or slowness",
        function => function.MeanPerMinute is > 0.05 and < 100,
        stage =>
        {
            stage.Lasts(stage.Random.Between(60, 360));
            var share = stage.Random.Between(0.4, 1.0);
            stage.Shape(shape =>
            {
                shape.TimeoutShare = share;
                shape.MemoryFactor = 0.95 * shape.Function.MemoryLimitMb / shape.Function.MemoryMb;
            });
        },
        SuitsFirstHour: true,
        NeedsCalls: true);

    /// <summary>A function's identity reads secrets.</summary>
    public static readonly Scenario SecretBurst = new(
        21,
        "Key Vault burst by a function identity",
        "10 to 30 reads of secrets a minute of at least 2 kinds for 3 to 10 minutes (Elastic: 10 a minute)",
        "the function, its app or its identity",
        function => function.App.Provider == "azure",
        stage =>
        {
            var random = stage.Random;
            stage.Lasts(random.Between(3, 10));
            stage.Principals.Add(stage.Function.App.Role);
            stage.Prefixes.Add(PrefixOf(stage.Function));
            var perMinute = random.Between(10, 30);
            for (var i = 0; i < perMinute * (stage.End - stage.Begin); i++)
            {
                var operation = i % 3 == 0 ? "Microsoft.KeyVault/vaults/secrets/readMetadata/action" : "Microsoft.KeyVault/vaults/secrets/getSecret/action";
                stage.Change(stage.Function.Name, operation, stage.Function.App.Role, $"secret-{i % 17}", (double)i / perMinute);
            }
        });

    /// <summary>The function calls the identity service.</summary>
    public static readonly Scenario PrivilegeEscalation = new(
        19,
        "Privilege escalation via role",
        "2 to 6 of the actions by which a role gives itself more, by the function's own role, within 10 minutes (CloudGoat, Pacu)",
        "the role or the account",
        function => function.App.Provider == "aws",
        stage =>
        {
            string[] actions = ["AttachRolePolicy", "PutRolePolicy", "CreateAccessKey", "UpdateAssumeRolePolicy", "CreatePolicyVersion", "AddUserToGroup"];
            var role = stage.Function.App.Role;
            stage.Lasts(10);
            stage.Principals.Add(role);
            foreach (var (index, action) in actions.OrderBy(_ => stage.Random.Bits()).Take(stage.Random.Between(2, 6)).Index())
            {
                stage.Change(stage.Function.App.Account, action, role, "arn:aws:iam::aws:policy/AdministratorAccess", index * 1.5);
            }
        });

    /// <summary>The app of a function where its name tells it, else the account.</summary>
    public static string PrefixOf(SimulatedFunction function) => function.App.Provider == "azure" ? $"{function.App.Account}/{function.App.Name}" : function.Name;
}
