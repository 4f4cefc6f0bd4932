using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>A <see cref="NotificationRecord"/> as a row of the table.</summary>
internal static class NotificationRow
{
    // A key holds 1 KiB (512 UTF-16 units).
    private const int MaxKeyLength = 400;

    public static (string PartitionKey, string RowKey) Keys(string incidentId, string channel) => (Key(channel), Key(incidentId));

    public static string Filter(string channel, DeliveryState state) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Key(channel)} and State eq {CamelCase.Name(state)}");

    public static TableEntity Write(NotificationRecord record)
    {
        var (partitionKey, rowKey) = Keys(record.IncidentId, record.Channel);
        var entity = new TableEntity(partitionKey, rowKey)
        {
            ["IncidentId"] = record.IncidentId,
            ["Channel"] = record.Channel,
            ["State"] = CamelCase.Name(record.State),
            ["Reason"] = CamelCase.Name(record.Reason),
            ["NotificationId"] = record.NotificationId,
            ["Attempts"] = record.Attempts,
            ["UpdatedAt"] = record.UpdatedAt.ToUniversalTime(),
            ["DueAt"] = record.DueAt?.ToUniversalTime(),
            ["Detail"] = record.Detail is null ? null : PlainText.Cut(record.Detail, NotificationRecord.MaxDetailLength),
        };
        WriteTold(entity, "Told", record.Told);
        WriteTold(entity, "Saying", record.Saying);
        return entity;
    }

    /// <summary>The record of a row, or null where the row is damaged.</summary>
    public static NotificationRecord? TryRead(TableEntity entity)
    {
        if (entity.GetString("IncidentId") is { } incidentId
            && entity.GetString("Channel") is { } channel
            && Member<DeliveryState>(entity, "State") is { } state
            && Member<NotifyReason>(entity, "Reason") is { } reason
            && entity.GetInt32("Attempts") is { } attempts
            && entity.GetDateTimeOffset("UpdatedAt") is { } updatedAt)
        {
            return new NotificationRecord
            {
                IncidentId = incidentId,
                Channel = channel,
                State = state,
                Reason = reason,
                NotificationId = entity.GetString("NotificationId") ?? "",
                Attempts = attempts,
                UpdatedAt = updatedAt,
                DueAt = entity.GetDateTimeOffset("DueAt"),
                Detail = entity.GetString("Detail"),
                Told = TryReadTold(entity, "Told"),
                Saying = TryReadTold(entity, "Saying"),
                Version = entity.ETag.ToString(),
            };
        }

        NotifyingMeters.UnreadableRows.Add(1);
        return null;
    }

    private static void WriteTold(TableEntity entity, string prefix, Told? told)
    {
        if (told is not null)
        {
            entity[prefix + "Reason"] = CamelCase.Name(told.Reason);
            entity[prefix + "Status"] = CamelCase.Name(told.Status);
            entity[prefix + "Severity"] = CamelCase.Name(told.Severity);
            entity[prefix + "FunctionCount"] = told.Functions.Count;
            entity[prefix + "Functions"] = told.Functions.ToBytes();
            entity[prefix + "At"] = told.At.ToUniversalTime();
            entity[prefix + "Messages"] = told.Messages;
        }
    }

    private static Told? TryReadTold(TableEntity entity, string prefix) =>
        Member<NotifyReason>(entity, prefix + "Reason") is { } reason
        && Member<IncidentStatus>(entity, prefix + "Status") is { } status
        && Member<Severity>(entity, prefix + "Severity") is { } severity
        && entity.GetDateTimeOffset(prefix + "At") is { } at
        && entity.GetInt32(prefix + "Messages") is { } messages
            ? new Told(reason, status, severity, FunctionSet.FromBytes(entity.GetBinary(prefix + "Functions")), at, messages)
            : null;

    private static TEnum? Member<TEnum>(TableEntity entity, string column)
        where TEnum : struct, Enum =>
        entity.GetString(column) is { } name && CamelCase.TryParse<TEnum>(name, out var member) ? member : null;

    /// <summary>A name as a key, never the same for two names: what is not a letter, a digit, - or . becomes _ and four digits; what is too long becomes its hash.</summary>
    private static string Key(string name)
    {
        var key = new StringBuilder();
        foreach (var character in name)
        {
            key = char.IsAsciiLetterOrDigit(character) || character is '-' or '.'
                ? key.Append(character)
                : key.Append(CultureInfo.InvariantCulture, $"_{(int)character:x4}");
            if (key.Length > MaxKeyLength)
            {
                // No name becomes this one: behind _ stands a hexadecimal digit.
                return "_sha256-" + Convert.ToHexStringLower(SHA256.HashData(Utf16(name)));
            }
        }

        return key.ToString();
    }

    private static ReadOnlySpan<byte> Utf16(string name) => MemoryMarshal.AsBytes(name.AsSpan());
}
