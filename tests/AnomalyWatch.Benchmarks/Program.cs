using AnomalyWatch.Benchmarks;
using BenchmarkDotNet.Running;

// "model-load", "state", "wire" and "retained" want a process of their own and no repetition; everything else goes to BenchmarkDotNet. "--short" measures
// five times instead of fifteen or more.
switch (args)
{
    case ["model-load"]:
        Footprint.TellModelLoad();
        break;
    case ["state"]:
        Footprint.TellState();
        break;
    case ["wire"]:
        await WireFigures.TellAsync();
        break;
    case ["retained"]:
        await RetainedFigures.TellAsync();
        break;
    default:
        var isShort = args.Contains("--short");
        BenchmarkSwitcher.FromAssembly(typeof(Footprint).Assembly).Run([.. args.Where(arg => arg != "--short")], new BenchmarkConfig(isShort));
        break;
}
