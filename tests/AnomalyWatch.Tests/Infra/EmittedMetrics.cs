using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline;

namespace AnomalyWatch.Tests.Infra;

/// <summary>The instruments that the pipeline really makes.</summary>
internal static class EmittedMetrics
{
    /// <summary>Makes every class of the pipeline that has a meter show its instruments.</summary>
    public static IReadOnlySet<string> Names()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "AnomalyWatch")
            {
                lock (names)
                {
                    names.Add(instrument.Name);
                }
            }
        };
        listener.Start();
        foreach (var type in typeof(InvocationPipeline).Assembly.GetTypes())
        {
            if (type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Any(field => field.FieldType == typeof(Meter)))
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
        }

        return names;
    }
}
