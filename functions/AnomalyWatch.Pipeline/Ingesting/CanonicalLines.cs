using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Reads the source <see cref="Sources.Invocations"/>: canonical JSON, one object per line. A bad line is refused by itself.</summary>
public static class CanonicalLines
{
    /// <summary>Reads a delivery's text. Never throws for any bytes; where no line at all can be read the whole is <see cref="IngestStatus.Malformed"/>.</summary>
    public static IngestResult Read(ReadOnlySpan<byte> utf8)
    {
        var records = new List<TelemetryRecord>();
        var rejections = new List<RecordRejection>();
        var rejected = 0;
        var index = 0;
        while (!utf8.IsEmpty)
        {
            var end = utf8.IndexOf((byte)'\n');
            var line = (end < 0 ? utf8 : utf8[..end]).Trim(" \t\r"u8);
            utf8 = end < 0 ? default : utf8[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            if (CanonicalJson.TryRead(line, out var record, out var fault))
            {
                records.Add(record);
            }
            else if (rejected++ < IngestResult.MaxRejectionsListed)
            {
                rejections.Add(new RecordRejection(index, fault.ToString()));
            }

            index++;
        }

        var status = records.Count == 0 && rejected > 0 ? IngestStatus.Malformed : IngestStatus.Read;
        return new IngestResult(status, records, 0, rejections, rejected, status == IngestStatus.Read ? null : rejections[0].Reason);
    }
}
