using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace AnomalyWatch.Benchmarks;

/// <summary>
/// Time, ratio, operations per second and allocations of every benchmark, as Markdown. In this process: a project that BenchmarkDotNet
/// generates would know nothing of the central package versions.
/// </summary>
internal sealed class BenchmarkConfig : ManualConfig
{
    public BenchmarkConfig(bool isShort)
    {
        AddJob((isShort ? Job.ShortRun.WithIterationCount(5) : Job.Default).WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        // On a machine with other work the shortest run says most.
        AddColumn(StatisticColumn.Min, StatisticColumn.OperationsPerSecond);
        AddExporter(MarkdownExporter.GitHub);
        AddLogger(ConsoleLogger.Default);
        HideColumns(Column.Error, Column.StdDev, Column.Median, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2);
    }
}
