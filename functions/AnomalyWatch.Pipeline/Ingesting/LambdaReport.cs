using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads the lines REPORT, INIT_REPORT and RESTORE_REPORT. A function on managed instances reports neither billed time nor memory; one that starts
/// from a snapshot restores instead of initialising, and both are the time to start an instance.
/// </summary>
internal static class LambdaReport
{
    public static Reading Read(ReadOnlySpan<char> message, DateTimeOffset? time, in LambdaSource source)
    {
        var words = LambdaWords.Of(message);
        if (words.Number("Duration") is not { } duration)
        {
            return Reading.Refused("a REPORT line without a duration");
        }

        if (LambdaLine.Named(LambdaLine.IdOf(words.Text("REPORT RequestId")), time, source, out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        var init = words.Number("Init Duration") ?? words.Number("Restore Duration");
        return Reading.Of(named with
        {
            Start = CloudTime.Before(named.Start, duration),
            DurationMs = duration,
            Outcome = LambdaStatus.Of(words.Text("Status")),
            ErrorType = LambdaLine.ErrorTypeOf(words),
            ColdStart = init is not null,
            InitMs = init,
            MemoryMb = words.Number("Max Memory Used"),
            MemoryLimitMb = words.Number("Memory Size"),
            BilledMs = words.Number("Billed Duration"),
            TraceId = LambdaStatus.TraceId(words.Text("XRAY TraceId")),
        });
    }

    /// <summary>An instance that was started, or whose start failed (Lambda writes INIT_REPORT mostly then); it names no call.</summary>
    public static LambdaLine ReadInstanceStart(ReadOnlySpan<char> message, DateTimeOffset? time, in LambdaSource source)
    {
        var words = LambdaWords.Of(message);
        var init = words.Number("INIT_REPORT Init Duration") ?? words.Number("RESTORE_REPORT Restore Duration");
        if (init is null)
        {
            return new LambdaLine(Reading.Refused("an INIT_REPORT or RESTORE_REPORT line without a duration"), LambdaSight.Other);
        }

        if (LambdaLine.Named(default(RecordId), time, source, out var fault) is not { } named)
        {
            return new LambdaLine(Reading.Refused(fault), LambdaSight.Other);
        }

        return new LambdaLine(
            Reading.Of(InstanceStarts.StartOf(named.Function, named.Start, init) with
            {
                Version = named.Version,
                ErrorType = LambdaLine.ErrorTypeOf(words),
            }),
            LambdaStatus.OfStart(words.Text("Phase"), words.Text("Status")));
    }
}
