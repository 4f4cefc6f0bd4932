using System.Globalization;
using System.Text;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Ingesting;
using BenchmarkDotNet.Attributes;

namespace AnomalyWatch.Benchmarks;

/// <summary>
/// What does the whole way from a file to incidents cost a record, against only reading it? A day of 600 functions, of which every eighth is
/// called each minute, every eighth each second minute, and so on: three function-minutes are judged per record.
/// </summary>
[InvocationCount(1)]
[WarmupCount(1)]
[IterationCount(3)]
public class ReplayBenchmarks
{
    private const int Functions = 600;
    private const int Minutes = 1440;
    private const int Paces = 8;
    private const int Records = Functions / Paces * (1440 + 720 + 480 + 360 + 288 + 240 + 206 + 180);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "anomalywatch-replay-benchmark");
    private byte[] _day = [];

    [GlobalSetup]
    public void WriteDay()
    {
        var begin = new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc);
        var text = new StringBuilder();
        for (var minute = 0; minute < Minutes; minute++)
        {
            var start = begin.AddMinutes(minute).ToString("O", CultureInfo.InvariantCulture);
            for (var function = 0; function < Functions; function++)
            {
                if (minute % (1 + (function % Paces)) == 0)
                {
                    var (count, duration) = (2 + ((minute + function) % 9), 50 + ((minute * function) % 97));
                    text.Append(CultureInfo.InvariantCulture, $$"""{"function":"azure/day/app{{function / 4}}/f{{function}}","start":"{{start}}","spanMs":60000,"durationMs":{{duration}},"count":{{count}}}""").Append('\n');
                }
            }
        }

        _day = Encoding.UTF8.GetBytes(text.ToString());
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(DayFile, _day);
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public int ReadOnly() => CanonicalLines.Read(_day).Records.Count;

    [Benchmark(OperationsPerInvoke = Records)]
    public async Task<long> Replay()
    {
        var (summary, _) = await ReplayRun.RunAsync(
            new ReplayRequest([DayFile], _folder, Sources.Invocations, null), onProgress: null, CancellationToken.None).ConfigureAwait(false);
        return summary.Accepted == Records ? summary.Windows : throw new InvalidDataException($"The day has {summary.Accepted} records.");
    }

    private string DayFile => Path.Combine(_folder, "day.jsonl");
}
