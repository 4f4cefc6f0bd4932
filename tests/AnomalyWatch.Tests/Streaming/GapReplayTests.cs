using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming;

/// <summary>A trigger hands over what it likes: some events twice, some not at all. The runner reads what is missing.</summary>
[TestClass]
public sealed class GapReplayTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly InMemoryHub _hub;
    private readonly WordFold _fold = new();
    private readonly PartitionRunner<string, string> _runner;
    private readonly List<(long Sequence, string Words)> _said = [];

    public GapReplayTests()
    {
        _hub = new InMemoryHub("words", 1, _time);
        _runner = new PartitionRunner<string, string>(_hub, 0, new PartitionInput<string>(new WordCodec(), _ => Noon), () => _fold);
    }

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_batch_that_was_never_handed_over_is_read_from_the_hub_before_the_next_one()
    {
        var events = await EventsAsync(10);
        foreach (var number in new[] { 0, 1, 6, 7 })
        {
            await TakeAsync(events[number]);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 8).Select(i => $"w{i}").ToList(), _fold.Words);
        CollectionAssert.AreEqual(Enumerable.Range(0, 8).Select(i => (long)i).ToList(), _said.Select(said => said.Sequence).ToList(), "each is told with its own number");
    }

    [TestMethod]
    public async Task What_is_handed_over_again_is_passed_over()
    {
        var events = await EventsAsync(3);
        foreach (var number in new[] { 0, 1, 0, 1, 2, 2 })
        {
            await TakeAsync(events[number]);
        }

        CollectionAssert.AreEqual(new[] { "w0", "w1", "w2" }, _fold.Words);
    }

    [TestMethod]
    public async Task What_retention_has_taken_is_told_to_the_fold_with_how_much_it_was_and_when()
    {
        var events = await EventsAsync(2);
        await TakeAsync(events[0]);
        await TakeAsync(events[1]);
        await FillAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await _hub.SendAsync(0, Word("last"), Cancel);
        var all = new List<HubEvent>();
        var end = await _hub.GetLastSequenceNumberAsync(0, Cancel);
        await foreach (var hubEvent in _hub.ReadAsync(0, 2, end, Cancel))
        {
            all.Add(hubEvent);
        }

        Assert.IsGreaterThan(2, all[0].SequenceNumber, "retention has taken the third");
        await TakeAsync(all[^1]);
        var lost = _fold.Lost.Single();
        Assert.AreEqual((2L, all[0].SequenceNumber - 2), (lost.FirstSequenceNumber, lost.Events));
        Assert.AreEqual(Noon, lost.From);
        Assert.AreEqual("last", _fold.Words[^1]);
    }

    [TestMethod]
    public async Task Where_it_begins_in_a_log_that_retention_has_cut_nothing_is_missed()
    {
        await FillAsync();
        await _runner.CatchUpAsync((_, _) => Task.CompletedTask, Cancel);
        Assert.IsEmpty(_fold.Lost);
        Assert.IsNotEmpty(_fold.Words);
    }

    private async Task FillAsync()
    {
        // More than the hub retains.
        var filler = Word(new string('x', 900_000));
        for (var i = 0; i < (InMemoryHub.RetainedBytes / 900_000) + 5; i++)
        {
            await _hub.SendAsync(0, filler, Cancel);
        }
    }

    private async Task<List<HubEvent>> EventsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _hub.SendAsync(0, Word($"w{i}"), Cancel);
        }

        var events = new List<HubEvent>();
        await foreach (var hubEvent in _hub.ReadAsync(0, 0, count - 1, Cancel))
        {
            events.Add(hubEvent);
        }

        return events;
    }

    private static byte[] Word(string word) => System.Text.Encoding.UTF8.GetBytes($"\"{word}\"");

    private Task TakeAsync(HubEvent hubEvent) => _runner.TakeAsync(
        hubEvent,
        (output, _) =>
        {
            _said.Add((output.SequenceNumber, string.Join(' ', output.Items)));
            return Task.CompletedTask;
        },
        Cancel);

    private sealed class WordFold : IFold<string, string>
    {
        public List<string> Words { get; } = [];

        public List<LostStretch> Lost { get; } = [];

        public void Apply(in Stamped<string> record, ICollection<string> outputs)
        {
            Words.Add(record.Record);
            outputs.Add(record.Record);
        }

        public void Lose(in LostStretch lost, ICollection<string> outputs) => Lost.Add(lost);
    }
}
