using System.Text;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class PartitionRunnerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly BatchingOptions AtOnce = new() { Delay = TimeSpan.Zero };

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly InMemoryHub _hub;
    private readonly EchoFold _fold = new();

    public PartitionRunnerTests() => _hub = new InMemoryHub("words", 1, _time);

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancelled => TestContext.CancellationToken;

    [TestMethod]
    public async Task Records_arrive_in_order_with_the_clock_of_their_delivery()
    {
        using var publisher = new BatchingPublisher<string>(_hub, new WordCodec(), "test", AtOnce, TimeProvider.System);
        await publisher.PublishAsync(0, "invocations", Noon.AddSeconds(-1), ClockMode.Wall, ["a", "b"], Cancelled);
        await publisher.PublishAsync(0, "invocations", Noon, ClockMode.Wall, ["c"], Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "a 11:59:59", "b 11:59:59", "c 12:00:00" }, _fold.Seen);
    }

    [TestMethod]
    public async Task A_pack_sent_again_changes_nothing()
    {
        var pack = new PackWriter<string>(new WordCodec());
        pack.Add("once", Noon);
        var body = pack.TakeBodies(new PackHeader("invocations", "test", 1, Noon, ClockMode.Wall)).Single();
        await _hub.SendAsync(0, body, Cancelled);
        await _hub.SendAsync(0, body, Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "once 12:00:00" }, _fold.Seen);
    }

    [TestMethod]
    public async Task Plain_JSON_of_a_foreign_producer_is_stamped_with_the_enqueued_time()
    {
        await _hub.SendAsync(0, "\"plain\""u8.ToArray(), Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "plain 12:00:00" }, _fold.Seen);
    }

    [TestMethod]
    public async Task A_line_that_cannot_be_read_does_not_stop_the_others()
    {
        await _hub.SendAsync(0, "\"a\"\n{broken\n\"b\""u8.ToArray(), Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "a 12:00:00", "b 12:00:00" }, _fold.Seen);
    }

    [TestMethod]
    public async Task A_record_at_which_the_fold_fails_does_not_stop_the_others()
    {
        await _hub.SendAsync(0, "\"fail\"\n\"b\""u8.ToArray(), Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "b 12:00:00" }, _fold.Seen);
    }

    [TestMethod]
    public async Task A_pack_of_an_unknown_version_is_passed_over()
    {
        await _hub.SendAsync(0, "AWPK\u0009{}"u8.ToArray(), Cancelled);
        await _hub.SendAsync(0, "\"after\""u8.ToArray(), Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "after 12:00:00" }, _fold.Seen);
    }

    [TestMethod]
    public async Task A_pack_of_the_version_before_is_still_read()
    {
        var old = """
            {"source":"invocations","producer":"old","sequence":4,"clock":"2026-07-01T11:59:58.0000000Z"}
            "a"
            "b"
            """.ReplaceLineEndings("\n");
        await _hub.SendAsync(0, (byte[])[.. "AWPK\u0001"u8, .. Encoding.UTF8.GetBytes(old)], Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "a 11:59:58", "b 11:59:58" }, _fold.Seen);
    }

    [TestMethod]
    public async Task A_tick_and_the_closing_tick_reach_the_fold()
    {
        using var publisher = new BatchingPublisher<string>(_hub, new WordCodec(), "test", AtOnce, TimeProvider.System);
        await publisher.MarkAsync("clock", Noon.AddYears(1), ClockMode.Record, PackMark.Tick, Cancelled);
        await publisher.MarkAsync("clock", Noon.AddYears(1).AddMinutes(1), ClockMode.Record, PackMark.Close, Cancelled);
        await CatchUpAsync();
        CollectionAssert.AreEqual(new[] { "tick 12:00:00", "close 12:01:00" }, _fold.Seen);
    }

    [TestMethod]
    public async Task Records_beyond_one_body_are_split_into_several_and_none_is_lost()
    {
        using var publisher = new BatchingPublisher<string>(_hub, new WordCodec(), "test", AtOnce, TimeProvider.System);
        var random = new Random(1);
        var words = Enumerable.Range(0, 80).Select(i => $"{i:D2}" + random.GetHexString(60_000)).ToList();
        await publisher.PublishAsync(0, "invocations", Noon, ClockMode.Wall, words, Cancelled);
        Assert.IsTrue(await _hub.GetLastSequenceNumberAsync(0, Cancelled) >= 2);
        await CatchUpAsync();
        CollectionAssert.AreEqual(words.Select(w => w[..2]).ToList(), _fold.Seen.Select(w => w[..2]).ToList());
    }

    private async Task CatchUpAsync()
    {
        var input = new PartitionInput<string>(new WordCodec(), _ => Noon);
        await new PartitionRunner<string, string>(_hub, 0, input, () => _fold).CatchUpAsync((_, _) => Task.CompletedTask, Cancelled);
    }

    private sealed class EchoFold : IFold<string, string>
    {
        public List<string> Seen { get; } = [];

        public void Apply(in Stamped<string> record, ICollection<string> outputs)
        {
            if (record.Record == "fail")
            {
                throw new InvalidOperationException("a defect");
            }

            var word = record.IsTick ? (record.IsClosing ? "close" : "tick") : record.Record;
            Seen.Add($"{word} {record.Clock:HH:mm:ss}");
        }

        public void Lose(in LostStretch lost, ICollection<string> outputs) => Seen.Add($"{lost.Events} lost from {lost.FirstSequenceNumber}");
    }
}
