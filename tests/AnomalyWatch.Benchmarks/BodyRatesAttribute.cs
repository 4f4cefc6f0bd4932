using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace AnomalyWatch.Benchmarks;

/// <summary>Adds what a delivery's time and allocations come to per byte and record, since the formats' bodies hold different numbers of records.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BodyRatesAttribute : Attribute, IConfigSource
{
    public IConfig Config { get; } = ManualConfig.CreateEmpty().AddColumn(
        new Rate("MB/s", (body, nanoseconds, _) => body.Delivery.Body.Length * 1e3 / nanoseconds),
        new Rate("Records/s", (body, nanoseconds, _) => body.Records * 1e9 / nanoseconds),
        new Rate("B/record", (body, _, allocated) => allocated / (double)body.Records));

    private sealed class Rate(string name, Func<FormatBody, double, long, double> value) : IColumn
    {
        public string Id => name;

        public string ColumnName => name;

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => name;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
        {
            var report = summary[benchmarkCase];
            return report?.ResultStatistics is not { } statistics
                ? "-"
                : value(
                    FormatBody.All[benchmarkCase.Descriptor.WorkloadMethod.Name],
                    statistics.Mean,
                    report.GcStats.GetBytesAllocatedPerOperation(benchmarkCase) ?? 0).ToString("N0", CultureInfo.InvariantCulture);
        }

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
    }
}
