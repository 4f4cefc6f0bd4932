using System.Text.Json;

namespace AnomalyWatch.Local.Costs;

/// <summary>The prices of one region on one day, from a file that a user can replace.</summary>
/// <param name="Region">Where they hold.</param>
/// <param name="Currency">In what.</param>
/// <param name="Collected">When they were collected.</param>
/// <param name="Prices">By what is paid for (<see cref="Names"/>).</param>
internal sealed record PriceList(string Region, string Currency, DateOnly Collected, IReadOnlyDictionary<string, Price> Prices)
{
    /// <summary>What has to have a price.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "throughputUnitHour", "ingressEvents", "executions", "gigabyteSeconds", "blobWrites", "blobReads", "blobGigabytes", "tableOperations", "tableGigabytes", "logGigabytes",
    ];

    private const int MaxBytes = 64 * 1024;
    private const string Resource = "AnomalyWatch.Local.Costs.prices.json";

    /// <summary>The prices that come with the program.</summary>
    public static PriceList Shipped()
    {
        using var stream = typeof(PriceList).Assembly.GetManifestResourceStream(Resource)!;
        using var document = JsonDocument.Parse(stream);
        return Parse(document.RootElement);
    }

    /// <summary>The prices of a file. Throws <see cref="InvalidDataException"/> with everything that is wrong at once, and what opening a file throws.</summary>
    public static PriceList Read(string path)
    {
        var file = new FileInfo(path);
        if (file.Length > MaxBytes)
        {
            throw new InvalidDataException($"{path} has {file.Length} bytes; a list of prices has at most {MaxBytes}.");
        }

        try
        {
            using var stream = file.OpenRead();
            using var document = JsonDocument.Parse(stream);
            return Parse(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is not valid JSON (line {(exception.LineNumber ?? 0) + 1}).", exception);
        }
    }

    private static PriceList Parse(JsonElement root)
    {
        var faults = new List<string>();
        var prices = new Dictionary<string, Price>(StringComparer.Ordinal);
        var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("prices", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        foreach (var name in Names)
        {
            if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty(name, out var entry) && ParsePrice(entry) is { } price)
            {
                prices[name] = price;
            }
            else
            {
                faults.Add($"prices.{name} must be an object with price (0 or more), per (above 0) and unit.");
            }
        }

        if (!DateOnly.TryParseExact(Text(root, "collected"), "yyyy-MM-dd", out var collected))
        {
            faults.Add("collected must be the day of the prices, as 2026-11-25.");
        }

        return faults.Count == 0
            ? new PriceList(Text(root, "region") ?? "?", Text(root, "currency") ?? "?", collected, prices)
            : throw new InvalidDataException(string.Join(' ', faults));
    }

    private static Price? ParsePrice(JsonElement entry)
    {
        if (Number(entry, "price") is not { } amount || Number(entry, "per") is not { } per || Text(entry, "unit") is not { } unit || amount < 0 || per <= 0)
        {
            return null;
        }

        var confirmed = entry.TryGetProperty("confirmed", out var value) && value.ValueKind == JsonValueKind.True;
        return new Price(amount, per, unit, Math.Max(0, Number(entry, "free") ?? 0), confirmed, Text(entry, "source") ?? "");
    }

    private static decimal? Number(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
