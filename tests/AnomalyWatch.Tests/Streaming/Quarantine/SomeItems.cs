using System.Text;
using AnomalyWatch.Pipeline.Streaming.Quarantine;

namespace AnomalyWatch.Tests;

internal static partial class Some
{
    /// <summary>Refused bytes of the door, one minute after another by number.</summary>
    public static QuarantinedContent Item(int number = 1, int size = 10, string? hub = null) => QuarantinedContent.Of(
        new QuarantinedItem
        {
            Id = "",
            Form = hub is null ? QuarantineForm.Records : QuarantineForm.Event,
            Source = hub is null ? "invocations" : "hub",
            Time = Noon.AddMinutes(number),
            Reason = "start: is missing (byte 12)",
            Position = hub is null ? 12 : null,
            Hub = hub,
            Partition = hub is null ? null : 3,
            SequenceNumber = hub is null ? null : number,
            Size = 0,
        },
        Encoding.ASCII.GetBytes(number.ToString("D" + size, System.Globalization.CultureInfo.InvariantCulture)));
}
