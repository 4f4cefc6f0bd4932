using System.Threading.RateLimiting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace AnomalyWatch.Serving.Http;

/// <summary>
/// How many deliveries are read at once and per second, of all and of one credential; those beyond get 429 and when to come back. Only
/// credentials that were found valid have a bucket, so there are never more buckets than names.
/// </summary>
public static class IngestRate
{
    private const string Ingest = "ingest";
    private const string Other = "other";

    /// <summary>Sets the web server's rate limiter up.</summary>
    public static void Configure(RateLimiterOptions options, IngestLimits limits)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsIngest(context) && context.Features.Get<Credential>() is { } credential
                ? Bucket(credential.Name, limits.CredentialBurst, limits.CredentialDeliveriesPerSecond)
                : RateLimitPartition.GetNoLimiter(Other)),
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsIngest(context)
                ? Bucket(Ingest, limits.Burst, limits.DeliveriesPerSecond)
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

    private static bool IsIngest(HttpContext context) => IngestPath.SourceOf(context.Request.Path) is not null;

    // A prefix keeps a credential that is called "other" apart from the partition without a limit.
    private static RateLimitPartition<string> Bucket(string name, int burst, int perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter("bucket " + name, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });

    private static int Seconds(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
}
