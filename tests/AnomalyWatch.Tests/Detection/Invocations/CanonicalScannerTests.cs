using System.Text;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Tests.Detection.Invocations;

/// <summary>What the quick reader of canonical records reads, the general one reads alike.</summary>
[TestClass]
public sealed class CanonicalScannerTests
{
    private const string Usual =
        """{"id":"6f7f0961-f834-4211-8a7a-f6fe80b88d56","function":"aws/123456789012/eu-west-1/Checkout","start":"2026-07-01T12:00:00.1234567Z","durationMs":812.5,"outcome":"ok","statusCode":200,"trigger":"http","coldStart":true,"memoryMb":71,"memoryLimitMb":128,"version":"42","caller":{"principal":"orders-api","ip":"203.0.113.9","agent":null},"kind":"start","count":3,"other":"x"}""";

    [TestMethod]
    public void The_usual_form_is_read_quickly() =>
        Assert.AreEqual(Usual.Length, CanonicalJson.TryReadNext(Encoding.UTF8.GetBytes(Usual + "\n{}"), out _));

    [TestMethod]
    public void Damaged_in_a_hundred_thousand_ways_it_is_read_alike_or_left_to_the_general_reader()
    {
        var random = new Random(5);
        var alphabet = "{}[]\",:.0123456789eE+-tfnul \n\\/azZT\u00e9"u8.ToArray();
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Usual);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = alphabet[random.Next(alphabet.Length)];
            }

            var length = CanonicalJson.TryReadNext(bytes, out var quick);
            if (length > 0)
            {
                read++;
                Assert.IsTrue(CanonicalJson.TryReadSlowly(bytes.AsSpan(0, length), out var slow, out var fault), Encoding.UTF8.GetString(bytes) + fault);
                Assert.AreEqual(slow, quick, Encoding.UTF8.GetString(bytes));
            }
        }

        Assert.IsGreaterThan(1_000, read);
    }
}
