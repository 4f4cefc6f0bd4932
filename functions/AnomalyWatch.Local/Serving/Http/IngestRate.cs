using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace AnomalyWatch.Local.Serving.Http;

/// <summary>How many deliveries are read at once and per second; those beyond get 429 and when to come back.</summary>
internal static class IngestRate
{
    private const string Ingest = "ingest";
    private const string Other = "other";

    /// <summary>Sets the web server's rate limiter up.</summary>
    public static void Configure(RateLimiterOptions options, IngestLimits limits)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsIngest(context)
                ? RateLimitPartition.GetTokenBucketLimiter(Ingest, _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = limits.Burst,
                    TokensPerPeriod = limits.DeliveriesPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                })
                : RateLimitPartition.GetNoLimiter(Other)),
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsIngest(context)
                ? RateLimitPartition.GetConcurrencyLimiter(Ingest, _ => new ConcurrencyLimiterOptions
                {
                    PermitLimit = limits.ConcurrentDeliveries,
                    QueueLimit = limits.WaitingDeliveries,
                })
                : RateLimitPartition.GetNoLimiter(Other)));
        options.OnRejected = async (rejected, _) => await JsonReply.SendLaterAsync(
            rejected.HttpContext.Response,
            StatusCodes.Status429TooManyRequests,
            "Too many deliveries at once: send this one again later.",
            Seconds(rejected.Lease)).ConfigureAwait(false);
    }

    private static bool IsIngest(HttpContext context) => context.Request.Path.StartsWithSegments(IngestEndpoint.Path, StringComparison.OrdinalIgnoreCase);

    private static int Seconds(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
}
