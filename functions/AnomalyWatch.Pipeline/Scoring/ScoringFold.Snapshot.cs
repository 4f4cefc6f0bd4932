using System.Buffers;
using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Scoring.Snapshots;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Scoring;

/// <content>
/// The state as bytes: an entry per function and per block of remembered calls. A function of which only quiet minutes have passed since it was
/// written last is not written again: they are let pass once more when it is read, as far as the last tick went.
/// </content>
public sealed partial class ScoringFold : ISnapshotFold
{
    // No function's name begins so.
    private const string AnswersKey = "!answers";

    /// <summary>The most quiet minutes that are left to whoever reads a function.</summary>
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public int FormatVersion => 2;

    /// <inheritdoc/>
    public void WriteHead(IBufferWriter<byte> output) => new ScoringHead
    {
        Options = _detector.Options,
        ModelSha256 = _detector.Model.Manifest.ModelSha256,
        LastTick = _lastTick,
        Counts = Counts,
        Functions = _functions.InOrder.Count,
        Ids = _ids.Count,
        Maintenances = _maintenances.Stretches,
        LastWatch = _gaps.Last,
        Gaps = [.. _gaps.Gaps],
    }.Write(output);

    /// <inheritdoc/>
    public IReadOnlyList<StateEntry> TakeChanges(bool all)
    {
        // No function's name begins like the key of a block, and '#' comes before every letter.
        var entries = _ids.TakeChanges(all).Select(block => RememberedIdsCodec.Write(block.Number, block.Calls.Span)).ToList();
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        foreach (var function in _functions.TakeChanges(all))
        {
            buffer.ResetWrittenCount();
            WatchedFunctionCodec.Write(function, _lastTick, buffer);
            entries.Add(new StateEntry(function.Name, buffer.WrittenSpan.ToArray()));
        }

        if (_answers.IsChanged || (all && !_answers.IsEmpty))
        {
            buffer.ResetWrittenCount();
            _answers.Write(new StateWriter(buffer));
            _answers.IsChanged = false;
            entries.Add(new StateEntry(AnswersKey, buffer.WrittenSpan.ToArray()));
        }

        entries.AddRange(NeighbourhoodCodec.TakeChanges(_functions.Neighbourhood, all));
        entries.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return entries;
    }

    /// <inheritdoc/>
    public bool TryRestore(int formatVersion, ReadOnlySpan<byte> head, IEnumerable<StateEntry> entries, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(entries);
        fault = formatVersion is < 1 or > 2 ? $"The state has format {formatVersion}; this program reads 1 to {FormatVersion}." : null;
        if (fault is not null || ScoringHead.Read(head) is not { } known)
        {
            fault ??= "The head of the state is damaged.";
            return false;
        }

        if (Model(known.ModelSha256) is not { } model)
        {
            fault = $"The state belongs to model {known.ModelSha256}, which is not at hand.";
            return false;
        }

        var detector = new Detector(known.Options, model);
        var ids = new RememberedIds(_options.RememberedIds);
        var neighbourhood = new Neighbourhood();
        fault = ReadEntries(entries, detector, ids, neighbourhood, out var functions);
        functions.Sort((left, right) => left.Number.CompareTo(right.Number));
        if (fault is null && (ids.Count != known.Ids || functions.Count != known.Functions || functions.Where((function, i) => function.Number != i).Any()))
        {
            fault = "The state is not whole.";
        }

        if (fault is null)
        {
            _functions.Neighbourhood = neighbourhood;
            TakeOver(known, detector, ids, functions);
        }

        return fault is null;
    }

    private string? ReadEntries(IEnumerable<StateEntry> entries, Detector detector, RememberedIds ids, Neighbourhood neighbourhood, out List<WatchedFunction> functions)
    {
        functions = [];
        foreach (var entry in entries)
        {
            if (entry.Bytes is not { } bytes)
            {
                continue;
            }

            if (entry.Key == AnswersKey)
            {
                var reader = new StateReader(bytes.Span);
                _answers.Restore(ref reader);
                if (!reader.IsDone)
                {
                    return "What people answered is damaged.";
                }
            }
            else if (entry.Key.StartsWith(NeighbourhoodCodec.Prefix, StringComparison.Ordinal))
            {
                if (!NeighbourhoodCodec.TryRead(entry.Key, bytes.Span, neighbourhood))
                {
                    return "What functions know of callers together is damaged.";
                }
            }
            else if (entry.Key.StartsWith(RememberedIdsCodec.Prefix, StringComparison.Ordinal))
            {
                if (!RememberedIdsCodec.TryRead(entry, ids))
                {
                    return "A block of remembered calls is damaged.";
                }
            }
            else if (WatchedFunctionCodec.Read(entry.Key, bytes.Span, detector) is { } function)
            {
                functions.Add(function);
            }
            else
            {
                return "The entry of a function is damaged.";
            }
        }

        return null;
    }

    private ScoringModel? Model(string sha256) =>
        string.Equals(_detector.Model.Manifest.ModelSha256, sha256, StringComparison.Ordinal) ? _detector.Model : _models.Find(sha256);

    private void TakeOver(ScoringHead head, Detector detector, RememberedIds ids, List<WatchedFunction> functions)
    {
        (_detector, _ids, _lastTick) = (detector, ids, head.LastTick);
        _tally.Counts = head.Counts;
        _maintenances.Restore(head.Maintenances);
        _gaps.Restore(head.LastWatch, head.Gaps);
        _starts.Restore(functions);
        _functions.Restore(functions);
        foreach (var function in functions.Where(function => function.SavedTick < head.LastTick))
        {
            while (function.IsQuiet && IsDue(function, head.LastTick, function.Lateness))
            {
                _windows.CloseQuietly(detector, function);
            }
        }
    }
}
