using System.Globalization;
using AnomalyWatch.Benchmarks;
using BenchmarkDotNet.Running;

// "model-load", "state", "series-state", "wire", "retained", "snapshots", "snapshot-cost", "idle", "restart", "simulator" and "azure-minutes" want a process of their own and no
// repetition ("restarted" is what "restart" starts); everything else goes to BenchmarkDotNet. "--short" measures five times instead of fifteen or more.
switch (args)
{
    case ["model-load"]:
        Footprint.TellModelLoad();
        break;
    case ["state"]:
        Footprint.TellState();
        Footprint.TellWrittenState(minutes: 120);
        Footprint.TellWrittenState(minutes: 3 * 1440);
        break;
    case ["series-state"]:
        Footprint.TellSeries();
        break;
    case ["wire"]:
        await WireFigures.TellAsync();
        break;
    case ["retained"]:
        await RetainedFigures.TellAsync();
        break;
    case ["snapshots"]:
        await SnapshotFigures.TellAsync();
        break;
    case ["snapshot-cost"]:
        await SnapshotCostFigures.TellAsync();
        break;
    case ["idle"]:
        await IdleFigures.TellAsync(functions: 10_000);
        break;
    case ["idle", var functions]:
        await IdleFigures.TellAsync(int.Parse(functions, CultureInfo.InvariantCulture));
        break;
    case ["restart"]:
        await RestartFigures.TellAsync();
        break;
    case ["restarted", var folder]:
        await RestartFigures.TellRestartedAsync(folder);
        break;
    case ["simulator", .. var rest]:
        return await SimulatorCommand.Create().Parse(rest).InvokeAsync();
    case ["azure-minutes", .. var rest]:
        return await AzureMinutesCommand.Create().Parse(rest).InvokeAsync();
    default:
        var isShort = args.Contains("--short");
        BenchmarkSwitcher.FromAssembly(typeof(Footprint).Assembly).Run([.. args.Where(arg => arg != "--short")], new BenchmarkConfig(isShort));
        break;
}

return 0;
