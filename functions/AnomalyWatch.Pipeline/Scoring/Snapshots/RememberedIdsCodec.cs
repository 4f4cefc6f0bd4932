using System.Buffers;
using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Scoring.Snapshots;

/// <summary>Blocks of remembered calls as entries: keys such as <c>#ids/00000012</c>, which no function's name looks like.</summary>
internal static class RememberedIdsCodec
{
    public const string Prefix = "#ids/";

    // A number longer than this would sort before shorter ones; at a thousand calls a second the digits last for ten thousand years.
    private const string Digits = "D12";

    public static StateEntry Write(long number, ReadOnlySpan<RememberedId> calls)
    {
        var key = Prefix + number.ToString(Digits, CultureInfo.InvariantCulture);
        if (calls.IsEmpty)
        {
            return new StateEntry(key, null);
        }

        var output = new ArrayBufferWriter<byte>(calls.Length * 24);
        var writer = new StateWriter(output);
        writer.Count(calls.Length);
        var minute = 0;
        foreach (ref readonly var call in calls)
        {
            writer.Id128(call.Id);
            writer.Count(call.Function);
            writer.Whole(call.Minute - minute);
            writer.Count(call.Count);
            writer.Byte((byte)call.Facts);
            writer.Byte((byte)call.Outcome);
            minute = call.Minute;
        }

        return new StateEntry(key, output.WrittenMemory);
    }

    /// <summary>Reads a block into the ids, behind those before it; false where it is damaged or does not belong there.</summary>
    public static bool TryRead(StateEntry entry, RememberedIds ids)
    {
        if (!long.TryParse(entry.Key.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var reader = new StateReader(entry.Bytes!.Value.Span);
        var calls = new RememberedId[reader.Items(RememberedIds.BlockSize, itemBytes: 21)];
        var minute = 0L;
        for (var i = 0; i < calls.Length && !reader.Failed; i++)
        {
            var id = reader.Id128();
            var function = (int)reader.Count(int.MaxValue);
            minute += reader.Whole();
            var count = (int)reader.Count(int.MaxValue);
            var (facts, outcome) = ((InvocationFacts)reader.Byte(), (Outcome)reader.Byte());
            if (minute is < int.MinValue or > int.MaxValue || (facts & ~InvocationFacts.All) != 0 || outcome > Outcome.Throttled)
            {
                reader.Fail();
            }

            calls[i] = new RememberedId(function, id, (int)minute, count, facts, outcome);
        }

        return reader.IsDone && ids.TryRestore(number, calls);
    }
}
