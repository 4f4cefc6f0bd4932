using AnomalyWatch.Local.Serving;

namespace AnomalyWatch.Local.Demo;

/// <summary>How the demo is run.</summary>
internal sealed record DemoOptions
{
    /// <summary>The default of <see cref="MinutesPerSecond"/>: a day in 72 seconds.</summary>
    public const double DefaultMinutesPerSecond = 20;

    /// <summary>Where its data go: a fresh or empty folder; null for a temporary one that is removed in the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Where to listen, see <see cref="LocalOptions.Urls"/>.</summary>
    public string Urls { get; init; } = LocalOptions.DefaultUrls;

    /// <summary>See <see cref="LocalOptions.Storage"/>; an account must hold no incidents yet.</summary>
    public string Storage { get; init; } = LocalOptions.AutoStorage;

    /// <summary>The file that says whom to tell; null for the demo's own receiver.</summary>
    public string? ChannelsFile { get; init; }

    /// <summary>How many recorded minutes are sent in a second, above 0.</summary>
    public double MinutesPerSecond { get; init; } = DefaultMinutesPerSecond;
}
