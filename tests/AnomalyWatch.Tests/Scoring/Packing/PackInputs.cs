using System.Buffers.Binary;
using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring.Packing;

/// <summary>The two inputs that packing is measured on, the same on every machine; packing.md describes them.</summary>
internal static class PackInputs
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Triggers = ["http", "queue", "timer", "event"];

    /// <summary>Single calls of one partition's share (200 functions over 8 partitions) of 25,000 a second, in the order of their end.</summary>
    public static List<TelemetryRecord> Singles(int count, int seed = 3)
    {
        var random = new Random(seed);
        var functions = Functions();
        var callers = Enumerable.Range(0, 1_000).Select(_ => new Caller
        {
            Principal = "user-" + random.Next(100_000).ToString(CultureInfo.InvariantCulture) + "@example.org",
            Ip = string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}"),
            Agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/" + random.Next(100, 130).ToString(CultureInfo.InvariantCulture),
        }).ToArray();
        var end = Noon;
        var records = new List<TelemetryRecord>(count);
        for (var i = 0; i < count; i++)
        {
            end = end.AddTicks(random.Next(2 * 10_000_000 / 3_125));
            var which = (int)(functions.Count * Math.Pow(random.NextDouble(), 2));
            var failed = random.Next(100) == 0;
            var duration = Math.Round(Math.Exp(3 + which % 3 + (0.5 * Gauss(random))), 2);
            records.Add(new TelemetryRecord(new Invocation
            {
                Id = RecordId.From(Guid(random).ToString()),
                Function = functions[which],
                Start = end.AddMilliseconds(-duration),
                DurationMs = duration,
                Outcome = failed ? Outcome.Error : Outcome.Ok,
                StatusCode = failed ? 500 : 200,
                ErrorType = failed ? "System.TimeoutException" : null,
                Trigger = Enum.Parse<Trigger>(Triggers[which % Triggers.Length], ignoreCase: true),
                Caller = callers[(int)(callers.Length * Math.Pow(random.NextDouble(), 3))],
                TraceId = RecordId.From(random.GetHexString(32, lowercase: true)),
            }));
        }

        return records;
    }

    /// <summary>Minutes of 200 functions' calls: count, typical duration, how it ended.</summary>
    public static List<TelemetryRecord> Aggregates(int count, int seed = 4)
    {
        var random = new Random(seed);
        var functions = Functions();
        var records = new List<TelemetryRecord>(count);
        for (var i = 0; i < count; i++)
        {
            var which = i % functions.Count;
            var failed = random.Next(20) == 0;
            records.Add(new TelemetryRecord(new Invocation
            {
                Function = functions[which],
                Start = Noon.AddMinutes(i / functions.Count),
                SpanMs = 60_000,
                DurationMs = Math.Round(Math.Exp(3 + (which % 3) + (0.2 * Gauss(random))), 2),
                Outcome = failed ? Outcome.Error : Outcome.Ok,
                Count = 1 + (long)(Math.Exp(which % 7) * (1 + (0.2 * Math.Abs(Gauss(random))))),
            }));
        }

        return records;
    }

    /// <summary>The 25 of 200 functions that one of eight partitions holds.</summary>
    private static List<string> Functions() =>
        [.. Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"azure/0b1f6471-1bf0-4dda-aec3-cb9272f09590/shop-{i / 10}/function-{i}"))
            .Where(name => PartitionHash.PartitionOf(name, 8) == 0)];

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A random GUID of version 4.</summary>
    private static Guid Guid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, random.NextInt64());
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], random.NextInt64());
        bytes[0] ^= (byte)(random.Next(2) << 7);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
