using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>
/// Hints in the Azure Storage queue <c>notifications</c>, which is created when first used. A hint taken is hidden for two minutes and
/// deleted when the receiver asks for the next; after a crash it shows again. One that was taken <see cref="MaxDequeues"/> times in vain is
/// dropped and counted, as is a text that is no incident's id. Texts are encoded as the client was told to (a Functions trigger expects base64).
/// </summary>
public sealed class StorageNotificationQueue : INotificationQueue
{
    /// <summary>The queue.</summary>
    public const string QueueName = "notifications";

    /// <summary>How often a hint is handed out at most.</summary>
    public const int MaxDequeues = 5;

    /// <summary>How long a hint is hidden from others once taken.</summary>
    public static readonly TimeSpan VisibilityTimeout = TimeSpan.FromMinutes(2);

    private const string QueueNotFound = "QueueNotFound";
    private const int IdLength = 32;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly QueueClient _queue;
    private readonly TimeProvider _time;
    private readonly TimeSpan _visibility;

    /// <summary>Uses an account; <paramref name="time"/> paces the asking while the queue is empty, from a quarter of a second to 5 s apart.</summary>
    public StorageNotificationQueue(QueueServiceClient service, TimeProvider time)
        : this(service, time, VisibilityTimeout)
    {
    }

    /// <summary>As above, with a visibility timeout of 1 s to 7 days.</summary>
    public StorageNotificationQueue(QueueServiceClient service, TimeProvider time, TimeSpan visibility)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(visibility, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(visibility, TimeSpan.FromDays(7));
        _queue = service.GetQueueClient(QueueName);
        _time = time;
        _visibility = visibility;
    }

    /// <inheritdoc/>
    public async Task EnqueueAsync(string incidentId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(incidentId);
        try
        {
            await _queue.SendMessageAsync(incidentId, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueNotFound)
        {
            await _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await _queue.SendMessageAsync(incidentId, cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Throws <see cref="RequestFailedException"/> where the storage fails for longer than the client's own retries.</remarks>
    public async IAsyncEnumerable<string> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            if (await TakeAsync(cancellationToken) is not { } message)
            {
                await Task.Delay(pause, _time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }

            pause = FirstPause;
            if (message.DequeueCount <= MaxDequeues && IncidentId(message) is { } incidentId)
            {
                yield return incidentId;
            }
            else
            {
                NotifyingMeters.PoisonHints.Add(1);
            }

            await DeleteAsync(message, cancellationToken);
        }
    }

    /// <summary>Whether a text can be a hint: an incident's id.</summary>
    public static bool IsHint(string text) => text?.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    private static string? IncidentId(QueueMessage message) =>
        message.Body.ToMemory().Length == IdLength && message.Body.ToString() is { } text && IsHint(text) ? text : null;

    private async Task<QueueMessage?> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _queue.ReceiveMessageAsync(_visibility, cancellationToken)).Value;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueNotFound)
        {
            return null;
        }
    }

    private async Task DeleteAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 400)
        {
            // Shown again in the meantime and taken by somebody else, who deletes it.
        }
    }
}
