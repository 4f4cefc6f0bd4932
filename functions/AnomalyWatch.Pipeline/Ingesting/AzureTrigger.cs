using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Tells the trigger from the reason that the Functions host gives for an invocation. It gives none for Event Hubs and durable functions.</summary>
internal static class AzureTrigger
{
    private static readonly (string Words, Trigger Trigger)[] Reasons =
    [
        // The host runs HTTP functions through its own programming interface and says so.
        ("programmatically called via the host APIs", Trigger.Http),
        ("Timer fired", Trigger.Timer),
        ("New queue message", Trigger.Queue),
        ("New ServiceBus message", Trigger.Queue),
        ("New Service Bus message", Trigger.Queue),
        ("New blob", Trigger.Storage),
        ("EventGrid trigger", Trigger.Event),
        ("New changes on", Trigger.Event),
    ];

    public static Trigger Of(string? reason)
    {
        foreach (var (words, trigger) in Reasons)
        {
            if (reason?.Contains(words, StringComparison.OrdinalIgnoreCase) == true)
            {
                return trigger;
            }
        }

        return Trigger.Unknown;
    }
}
