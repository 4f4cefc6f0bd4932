using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Tests.Scoring.Packing;

/// <summary>Seeded records in which every field is there, absent or odd.</summary>
internal static class SomeRecords
{
    private static readonly double?[] Doubles = [null, 0, -0.0, 0.1, 81.25, 1.0 / 3, 1e-300, 60_000, 9_007_199_254_740_993, 123_456_789.123];
    private static readonly string?[] Texts = [null, "a", "b", "ä€\U0001F600", "user/eve", new string('x', 120)];

    /// <summary>Invocations with a change here and there. With <paramref name="lawful"/> their numbers keep the rules.</summary>
    public static List<TelemetryRecord> Mixed(int count, int seed, bool lawful = true)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(20) == 0 ? new TelemetryRecord(Change(random)) : new TelemetryRecord(Invocation(random, lawful)))];
    }

    private static Change Change(Random random) => new()
    {
        Id = Id(random),
        Function = "aws/123456789012",
        Time = Time(random),
        Operation = "UpdateFunctionCode20150331v2",
        Principal = Text(random),
        Ip = "203.0.113.7",
        Outcome = (Outcome)random.Next(6),
        Detail = Text(random),
    };

    private static Invocation Invocation(Random random, bool lawful) => new()
    {
        Id = Id(random),
        Function = "azure/sub/shop/f" + random.Next(9).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Kind = (InvocationKind)random.Next(3),
        Start = Time(random),
        SpanMs = Number(random, lawful),
        DurationMs = Number(random, lawful),
        Outcome = (Outcome)random.Next(6),
        StatusCode = random.Next(3) == 0 ? null : random.Next(1000),
        ErrorType = Text(random),
        Trigger = (Trigger)random.Next(9),
        ColdStart = random.Next(3) switch { 0 => null, 1 => false, _ => true },
        InitMs = Number(random, lawful),
        MemoryMb = Number(random, lawful),
        MemoryLimitMb = Number(random, lawful),
        BilledMs = Number(random, lawful),
        RequestBytes = random.Next(3) == 0 ? null : random.NextInt64(1_000_000_000_000_000),
        ResponseBytes = random.Next(3) == 0 ? null : random.Next(100) * 4096L,
        Version = Text(random),
        Caller = new Caller { Principal = Text(random), Ip = Text(random)?[..1], Network = Text(random), Country = Text(random), Agent = Text(random) },
        TraceId = Id(random),
        ParentId = Id(random),
        Count = random.Next(4) == 0 ? 1_000_000_000 : 1,
    };

    private static RecordId Id(Random random) => RecordId.From(random.Next(5) switch
    {
        0 => "",
        1 => "d878e365-0f5b-4a3c-9d0e-0a1b2c3d4e5f",
        2 => random.GetHexString(32, lowercase: true),
        3 => "any text " + random.Next(100).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => random.GetHexString(16, lowercase: true),
    });

    private static DateTimeOffset Time(Random random) => Some.Noon.AddTicks(random.NextInt64(1L << random.Next(1, 50)));

    private static string? Text(Random random) => Texts[random.Next(Texts.Length)];

    private static double? Number(Random random, bool lawful) => random.Next(20) switch
    {
        0 when !lawful => double.NaN,
        1 when !lawful => double.NegativeInfinity,
        _ when lawful => Doubles[random.Next(8)],
        _ => Doubles[random.Next(Doubles.Length)],
    };
}
