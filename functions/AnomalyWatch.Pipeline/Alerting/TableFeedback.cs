using System.Globalization;
using AnomalyWatch.Pipeline.Scoring;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// People's answers in the table <c>incidentfeedback</c>, beside the incidents, whose rows only the fold writes: a partition per incident, the newest
/// first. Nothing is overwritten, so the table says who answered what when. Retries are the client's.
/// </summary>
public sealed class TableFeedback
{
    /// <summary>The table.</summary>
    public const string TableName = "incidentfeedback";

    /// <summary>How many answers one incident can have; further ones are refused.</summary>
    public const int MaxPerIncident = 100;

    private const int PageSize = 1000;
    private const int MaxPages = 10;

    private readonly TableSet _tables;

    /// <summary>Uses an account; the table is created when first needed.</summary>
    public TableFeedback(TableServiceClient service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _tables = new TableSet(service);
    }

    /// <summary>Keeps an answer; false where the incident has as many as it may.</summary>
    public async Task<bool> AddAsync(IncidentFeedback feedback, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        if ((await OfAsync(feedback.Incident, cancellationToken)).Count >= MaxPerIncident)
        {
            return false;
        }

        var newestFirst = (DateTime.MaxValue.Ticks - feedback.At.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
        var row = new TableEntity(feedback.Incident, $"{newestFirst}|{CamelCase.Name(feedback.Answer)}")
        {
            ["Answer"] = CamelCase.Name(feedback.Answer),
            ["By"] = feedback.By,
            ["At"] = feedback.At.ToUniversalTime(),
        };
        await _tables.WriteAsync(TableName, table => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>The answers of one incident, the newest first. The id must be one.</summary>
    public Task<IReadOnlyList<IncidentFeedback>> OfAsync(string incident, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {incident}"), cancellationToken);

    /// <summary>Answers given since a time: of each incident the newest first, no more than 10,000 in all.</summary>
    public Task<IReadOnlyList<IncidentFeedback>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"At ge {since.ToUniversalTime()}"), cancellationToken);

    private async Task<IReadOnlyList<IncidentFeedback>> ReadAsync(string filter, CancellationToken cancellationToken)
    {
        var found = new List<IncidentFeedback>();
        var pages = 0;
        await foreach (var page in _tables.PagesAsync(TableName, filter, PageSize, cancellationToken))
        {
            found.AddRange(page.Select(TryRead).OfType<IncidentFeedback>());
            if (++pages == MaxPages)
            {
                AlertingCounters.CountOverflow("feedback_pages");
                break;
            }
        }

        return found;
    }

    private static IncidentFeedback? TryRead(TableEntity row) =>
        CamelCase.TryParse<FeedbackAnswer>(row.GetString("Answer") ?? "", out var answer) && row.GetDateTimeOffset("At") is { } at
            ? new IncidentFeedback(row.PartitionKey, answer, row.GetString("By") ?? "", at)
            : null;
}
