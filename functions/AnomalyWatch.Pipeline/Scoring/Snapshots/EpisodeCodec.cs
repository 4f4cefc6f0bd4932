using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring.Snapshots;

/// <summary>The anomalies of a function as bytes: each anomaly as on the hub, beside it how far its episode has come.</summary>
internal static class EpisodeCodec
{
    private const int MaxFamilyBytes = 8 * 1024;

    public static void Write(EpisodeList? episodes, StateWriter writer)
    {
        writer.Count(episodes?.GoingOn.Count ?? 0);
        foreach (var (family, episode) in episodes?.GoingOn ?? [])
        {
            Write(family, episode, writer);
        }

        writer.Count(episodes?.Past.Count ?? 0);
        foreach (var (family, episode) in episodes?.Past ?? [])
        {
            Write(family, episode, writer);
        }

        writer.Count(episodes?.Withdrawn.Count ?? 0);
        foreach (var (id, end) in episodes?.Withdrawn ?? [])
        {
            writer.Text(id);
            writer.Time(end);
        }
    }

    /// <summary>Null where there are none, or where the reader has failed.</summary>
    public static EpisodeList? Read(ref StateReader reader)
    {
        var episodes = new EpisodeList();
        for (var left = reader.Items(EpisodeList.Max); left > 0 && !reader.Failed; left--)
        {
            if (ReadOne(ref reader) is var (family, episode) && !episodes.GoingOn.TryAdd(family, episode))
            {
                reader.Fail();
            }
        }

        for (var left = reader.Items(EpisodeList.Max); left > 0 && !reader.Failed; left--)
        {
            if (ReadOne(ref reader) is { } past)
            {
                episodes.Past.Add(past);
            }
        }

        for (var left = reader.Items(EpisodeList.Max); left > 0 && !reader.Failed; left--)
        {
            episodes.Withdrawn.Add((reader.Text(MaxFamilyBytes), reader.Time()));
        }

        return episodes.IsEmpty || reader.Failed ? null : episodes;
    }

    private static void Write(string family, Episode episode, StateWriter writer)
    {
        writer.Text(family);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            AnomalyJson.Write(json, episode.Anomaly);
        }

        writer.Bytes(buffer.WrittenSpan);
        var progress = episode.Progress;
        writer.Real8(progress.ToldScore);
        writer.Count(progress.Windows);
        writer.Count(progress.ToldWindows);
        writer.Count(progress.CalmWindows);
        writer.Flag(progress.IsRooted);
        writer.Count(episode.Recent.Count);
        foreach (var (window, kind) in episode.Recent)
        {
            writer.Time(window);
            writer.Byte((byte)kind);
        }
    }

    private static (string Family, Episode Episode)? ReadOne(ref StateReader reader)
    {
        var family = reader.Text(MaxFamilyBytes);
        var anomaly = ReadAnomaly(reader.Bytes(FindingCodec.MaxBytes));
        var progress = new EpisodeProgress(
            reader.Real8(), (int)reader.Count(int.MaxValue / 2), (int)reader.Count(int.MaxValue / 2), (int)reader.Count(int.MaxValue / 2), reader.Flag());
        var recent = new List<(DateTimeOffset, AnomalyKind)>();
        for (var left = reader.Items(int.MaxValue, itemBytes: 2); left > 0 && !reader.Failed; left--)
        {
            recent.Add((reader.Time(), (AnomalyKind)reader.Byte()));
        }

        if (anomaly is null)
        {
            reader.Fail();
        }

        return reader.Failed ? null : (family, new Episode(anomaly!, progress, recent));
    }

    private static Anomaly? ReadAnomaly(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var document = JsonDocument.ParseValue(ref reader);
            return AnomalyJson.Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }
}
