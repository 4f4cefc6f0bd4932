using System.Buffers.Binary;
using System.Security.Cryptography;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// The saved state of one partition of one fold: full files with deltas on them, and a manifest that says which count. A file never changes once it is there and no
/// two have the same name; the manifest moves on with If-Match and only to a later sequence number. So a crash anywhere leaves the state before or after, and
/// of two owners one wins and the other is told; neither can add to what it has not seen. One caller at a time; begin with <see cref="LoadAsync"/>.
/// The storage's exceptions come through; the next save then has to be a full one.
/// </summary>
public sealed class PartitionSnapshots
{
    private readonly SnapshotPlace _place;
    private readonly int _foldVersion;
    private readonly SnapshotOptions _options;
    private readonly PlacedBlobs _blobs;
    private readonly FileNumbers _numbers = new();
    private readonly SnapshotLoader _loader;

    private SnapshotManifest? _manifest;
    private string? _etag;
    private bool _isFullDue;
    private SnapshotFileName _written;

    /// <summary>Uses what lies at a place.</summary>
    /// <param name="blobs">Where it lies.</param>
    /// <param name="place">Whose state it is.</param>
    /// <param name="foldVersion">The version of the bytes that the fold writes now, from 0.</param>
    /// <param name="options">How much is kept.</param>
    /// <param name="say">Is told a sentence about everything that was damaged, and what is done about it.</param>
    public PartitionSnapshots(ISnapshotBlobs blobs, SnapshotPlace place, int foldVersion, SnapshotOptions options, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentOutOfRangeException.ThrowIfNegative(foldVersion);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxDeltas);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxDeltas, SnapshotManifest.MaxFiles - 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Generations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Generations, SnapshotManifest.MaxGenerations);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxDamaged);
        (_place, _foldVersion, _options) = (place, foldVersion, options);
        _blobs = new PlacedBlobs(blobs, place, options, say);
        _loader = new SnapshotLoader(_blobs, place, options, _numbers, say);
    }

    /// <summary>The last event that the newest state includes as far as is known here, or -1.</summary>
    public long SequenceNumber => _manifest?.SequenceNumber ?? -1;

    /// <summary>Where the idle entries of the last save that was <see cref="SaveOutcome.Saved"/> came to lie, and in a full one those that it took over.</summary>
    public IReadOnlyList<PlacedEntry> Placed { get; private set; } = [];

    /// <summary>
    /// Whether the next save has to be a full one: there is none yet or it is of another version, its deltas have become many or long, or the last save was not
    /// <see cref="SaveOutcome.Saved"/>, so that what changed before it is in no file.
    /// </summary>
    public bool NeedsFull => _isFullDue
        || _manifest is not { Generations: [var newest, ..] }
        || newest.FoldVersion != _foldVersion
        || newest.Files.Count > _options.MaxDeltas
        || newest.DeltaBytes >= newest.Files[0].Length * _options.DeltaShare;

    /// <summary>
    /// Hands the newest sound state to <paramref name="restore"/>, and an older one where that refuses it; gives the last event that it includes, or null where there
    /// is none. Damaged files are set aside. Throws <see cref="SnapshotRefusedException"/> where the state belongs to another number of partitions or kind of clock.
    /// </summary>
    public async Task<long?> LoadAsync(SnapshotRestore restore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(restore);
        var loaded = await _loader.LoadAsync(restore, cancellationToken).ConfigureAwait(false);
        (_manifest, _etag, _isFullDue) = (loaded.Manifest, loaded.ETag, !loaded.IsOurs);
        return loaded.State?.SequenceNumber;
    }

    /// <summary>
    /// Saves the state after the event <paramref name="sequenceNumber"/>: all of it, or what changed since the last save that was <see cref="SaveOutcome.Saved"/> or since
    /// the loading, which must not be where <see cref="NeedsFull"/>. Saving again what is there does nothing. Throws <see cref="ArgumentException"/> where a limit of
    /// <see cref="SnapshotFormat"/> is passed (a key of 4 KiB, an entry of 1 MiB, a head of 16 MiB, two million entries, 4 GiB), <see cref="SnapshotRefusedException"/> as
    /// <see cref="LoadAsync"/> does, and the storage's exceptions. A full one takes over the entries that lie at <paramref name="carried"/> as they are there; one that is
    /// not there any more is a <see cref="SnapshotLostException"/>.
    /// </summary>
    public async Task<SaveOutcome> SaveAsync(
        long sequenceNumber,
        ReadOnlyMemory<byte> head,
        IReadOnlyList<StateEntry> entries,
        bool isFull,
        CancellationToken cancellationToken,
        IReadOnlyList<EntryPlace>? carried = null)
    {
        Placed = [];
        ArgumentOutOfRangeException.ThrowIfNegative(sequenceNumber);
        if (_manifest is null || (!isFull && NeedsFull))
        {
            throw new InvalidOperationException(_manifest is null ? "What is there must be loaded before anything is saved." : "The whole state has to be saved.");
        }

        if (!_isFullDue && sequenceNumber == SequenceNumber)
        {
            return SaveOutcome.Saved;
        }

        // What is handed over here is in no file if this fails.
        _isFullDue = true;
        var content = SnapshotContent.Of(head, entries, isFull, carried is { Count: > 0 } ? new CarriedEntries(_blobs, _numbers, carried) : null);
        var outcome = await LookAsync(sequenceNumber, isFull, cancellationToken).ConfigureAwait(false)
            ?? await WriteAsync(sequenceNumber, content, isFull, cancellationToken).ConfigureAwait(false);
        SnapshotMeters.Saves.Add(1, new("hub", _place.Hub), new("outcome", outcome.ToString()));
        return outcome;
    }

    /// <summary>
    /// Fetches entries and hands each to <paramref name="bring"/>. Throws <see cref="SnapshotLostException"/> where one is not there any more or damaged, and the storage's
    /// exceptions; some may have been handed over then. A save may be under way meanwhile.
    /// </summary>
    public async Task FetchAsync(IEnumerable<EntryPlace> places, Action<StateEntry> bring, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bring);
        var blocks = new StoredBlocks(_blobs, _numbers);
        foreach (var inBlock in places.GroupBy(place => (place.File, place.Block)).OrderBy(group => group.Key))
        {
            var block = await blocks.ReadAsync(inBlock.Key.File, inBlock.Key.Block, cancellationToken).ConfigureAwait(false);
            foreach (var place in inBlock)
            {
                bring(EntryOf(StoredBlocks.EntryAt(block, place), place));
            }
        }
    }

    private static StateEntry EntryOf(ReadOnlyMemory<byte> stored, EntryPlace place)
    {
        var reader = new StateReader(stored.Span);
        var key = reader.Text(SnapshotFormat.MaxKeyBytes);
        reader.Count(SnapshotFormat.MaxEntryBytes + 1);
        SnapshotMeters.Fetched.Add(1);

        // A copy, or one entry would hold its whole block in memory.
        return new StateEntry(key, stored[^reader.Left..].ToArray()) { Place = place };
    }

    /// <summary>Sees whether another owner was here before anything is written in vain; null where we may write.</summary>
    private async Task<SaveOutcome?> LookAsync(long sequenceNumber, bool isFull, CancellationToken cancellationToken)
    {
        var etag = _etag;
        await ReloadAsync(cancellationToken).ConfigureAwait(false);
        if (SequenceNumber == sequenceNumber && _manifest!.Generations[0].Last.Name == _written)
        {
            // A write of ours had arrived after all.
            _isFullDue = false;
            return SaveOutcome.Saved;
        }

        if (SequenceNumber >= sequenceNumber)
        {
            return SaveOutcome.NewerExists;
        }

        return isFull || (_etag == etag && SequenceNumber >= 0) ? null : SaveOutcome.Lost;
    }

    private async Task<SaveOutcome> WriteAsync(long sequenceNumber, SnapshotContent content, bool isFull, CancellationToken cancellationToken)
    {
        var file = await WriteFileAsync(sequenceNumber, content, isFull, cancellationToken).ConfigureAwait(false);
        var kept = _manifest!.Generations;
        var manifest = new SnapshotManifest
        {
            PartitionCount = _place.PartitionCount,
            Clock = _place.Clock,
            Generations = isFull
                ? [new SnapshotGeneration(_foldVersion, [file]), .. kept.Take(_options.Generations - 1)]
                : [kept[0] with { Files = [.. kept[0].Files, file] }, .. kept.Skip(1)],
        };
        if (await _blobs.WriteManifestAsync(manifest, _etag, cancellationToken).ConfigureAwait(false) is not { } etag)
        {
            // The file stays until a later save cleans up: who found no manifest may have taken it up by its own.
            await ReloadAsync(cancellationToken).ConfigureAwait(false);
            return SequenceNumber >= sequenceNumber ? SaveOutcome.NewerExists : SaveOutcome.Lost;
        }

        (_manifest, _etag, _isFullDue) = (manifest, etag, false);
        var number = _numbers.Of(file.Name);
        Placed = [.. content.Placed.Select(placed => placed with { Place = placed.Place with { File = number } })];
        SnapshotMeters.Bytes.Add(file.Length, new("hub", _place.Hub), new("kind", isFull ? "full" : "delta"));
        if (isFull)
        {
            await CleanAsync(manifest, kept, cancellationToken).ConfigureAwait(false);
        }

        return SaveOutcome.Saved;
    }

    private async Task<ManifestFile> WriteFileAsync(long sequenceNumber, SnapshotContent content, bool isFull, CancellationToken cancellationToken)
    {
        var id = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var name = new SnapshotFileName(sequenceNumber, id, isFull);
        var header = new SnapshotHeader
        {
            Place = _place,
            FoldVersion = _foldVersion,
            Name = name,
            Base = isFull ? default : _manifest!.Generations[0].Last.Name,
            HeadBytes = content.Head.Length,
            Entries = content.Count,
            EntryBytes = content.EntryBytes,
        };
        var length = 0L;
        _written = name;
        await _blobs.CreateAsync(
            name,
            async (output, cancel) => length = await SnapshotWriter.WriteAsync(output, header, content, cancel).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return new ManifestFile(name, length);
    }

    /// <summary>
    /// Takes away what nothing names any more, also what a crash left. A file of a later sequence number stays: another owner may be about to name it, while for
    /// one of an earlier it is too late. What was the newest until now stays too: entries are fetched from it until the fold knows where they lie by now.
    /// </summary>
    private async Task CleanAsync(SnapshotManifest manifest, IEnumerable<SnapshotGeneration> before, CancellationToken cancellationToken)
    {
        var named = manifest.Generations.Concat(before.Take(1)).SelectMany(generation => generation.Files).Select(file => file.Name).ToHashSet();
        _numbers.Keep(named);
        foreach (var (name, _) in await _blobs.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (name.SequenceNumber <= manifest.SequenceNumber && !named.Contains(name))
            {
                await _blobs.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes over what the manifest says now. One that cannot be read stays as it is until the next loading and is as good as none.</summary>
    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var (manifest, etag, _) = await _blobs.ReadManifestAsync(cancellationToken).ConfigureAwait(false);
        if (manifest is not null)
        {
            SnapshotChain.Refuse(_place, manifest.PartitionCount, manifest.Clock);
        }

        (_manifest, _etag) = (manifest ?? new SnapshotManifest { PartitionCount = _place.PartitionCount, Clock = _place.Clock, Generations = [] }, etag);
    }
}
