using System.Buffers;
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
    /// <summary>The most quiet minutes that are left to whoever reads a function.</summary>
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public int FormatVersion => WatchedFunctionCodec.Version;

    /// <inheritdoc/>
    public void WriteHead(IBufferWriter<byte> output) => new ScoringHead
    {
        Options = _detector.Options,
        ModelSha256 = _detector.Model.Manifest.ModelSha256,
        LastTick = _lastTick,
        Counts = Counts,
        Functions = _functions.Count,
        Ids = _ids.Count,
        Maintenances = _maintenances.Stretches,
        Promotions = _functions.Promotions,
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
            WatchedFunctionCodec.Write(function, _lastTick, _functions.Promotions, buffer);
            entries.Add(new StateEntry(function.Name, buffer.WrittenSpan.ToArray()));
        }

        if (_answers.IsChanged || (all && !_answers.IsEmpty))
        {
            buffer.ResetWrittenCount();
            _answers.Write(new StateWriter(buffer));
            _answers.IsChanged = false;
            entries.Add(new StateEntry(AnswerMemory.Key, buffer.WrittenSpan.ToArray()));
        }

        entries.AddRange(NeighbourhoodCodec.TakeChanges(_functions.Neighbourhood, all));
        entries.AddRange(_functions.Idle.TakeChanges(all));
        entries.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return entries;
    }

    /// <inheritdoc/>
    public bool TryRestore(int formatVersion, ReadOnlySpan<byte> head, IEnumerable<StateEntry> entries, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(entries);
        fault = formatVersion is < 1 or > WatchedFunctionCodec.Version ? $"The state has format {formatVersion}; this program reads 1 to {FormatVersion}." : null;
        if (fault is not null || ScoringHead.Read(head, formatVersion) is not { } known)
        {
            fault ??= "The head of the state is damaged.";
            return false;
        }

        if (Model(known.ModelSha256) is not { } model)
        {
            fault = $"The state belongs to model {known.ModelSha256}, which is not at hand.";
            return false;
        }

        var reading = new StateReading(formatVersion, known, new Detector(known.Options, model), new RememberedIds(_options.RememberedIds), _answers, KeepsIdle);
        fault = reading.Read(entries);
        if (fault is null)
        {
            TakeOver(known, reading);
        }

        return fault is null;
    }

    private ScoringModel? Model(string sha256) =>
        string.Equals(_detector.Model.Manifest.ModelSha256, sha256, StringComparison.Ordinal) ? _detector.Model : _models.Find(sha256);

    private void TakeOver(ScoringHead head, StateReading state)
    {
        (_detector, _ids, _lastTick) = (state.Detector, state.Ids, head.LastTick);
        _tally.Counts = head.Counts;
        _maintenances.Restore(head.Maintenances);
        _gaps.Restore(head.LastWatch, head.Gaps);
        _starts.Restore(state.Functions);
        _functions.Restore(state.Functions, state.Idle, head.Promotions, state.Neighbourhood);
        foreach (var function in state.Functions.Where(function => function.SavedTick < head.LastTick))
        {
            while (function.IsQuiet && IsDue(function, head.LastTick, function.Lateness))
            {
                _windows.CloseQuietly(_detector, function);
            }
        }
    }
}
