// What the doors use of Microsoft.Azure.Functions.Worker and its extensions, so that they compile where those packages cannot be restored. The host never sees
// these, and a test holds that they offer nothing that the doors do not use.
namespace Microsoft.Azure.Functions.Worker;

/// <summary>Names a method as a function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}

/// <summary>Runs a failed function again, after a pause that stays the same. For Event Hubs and timer triggers only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixedDelayRetryAttribute(int maxRetryCount, string delayInterval) : Attribute
{
    /// <summary>How often at most; -1 without end.</summary>
    public int MaxRetryCount { get; } = maxRetryCount;

    /// <summary>The pause, as hh:mm:ss.</summary>
    public string DelayInterval { get; } = delayInterval;
}

/// <summary>Binds a parameter to a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>The schedule, as NCRONTAB with seconds.</summary>
    public string Schedule { get; } = schedule;
}

/// <summary>Binds a parameter to events of a hub.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EventHubTriggerAttribute(string eventHubName) : Attribute
{
    /// <summary>The hub.</summary>
    public string EventHubName { get; } = eventHubName;

    /// <summary>What the settings of the connection begin with.</summary>
    public string? Connection { get; set; }

    /// <summary>The group that is read with.</summary>
    public string? ConsumerGroup { get; set; }
}

/// <summary>Binds a parameter to a message of a queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute(string queueName) : Attribute
{
    /// <summary>The queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>What the settings of the connection begin with.</summary>
    public string? Connection { get; set; }
}

/// <summary>Binds a parameter to a request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    /// <summary>Which key of the host a request needs.</summary>
    public AuthorizationLevel AuthLevel { get; } = authLevel;

    /// <summary>The methods, lower case.</summary>
    public string[] Methods { get; } = methods;

    /// <summary>The path, without a leading slash.</summary>
    public string? Route { get; set; }
}

/// <summary>Which key of the host a request needs.</summary>
public enum AuthorizationLevel
{
    /// <summary>None: the program itself looks who calls.</summary>
    Anonymous = 0,
}

/// <summary>What the host tells about a timer.</summary>
public class TimerInfo;

/// <summary>One call of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>What was bound.</summary>
    public abstract BindingContext BindingContext { get; }
}

/// <summary>What was bound in one call.</summary>
public abstract class BindingContext
{
    /// <summary>The trigger's metadata, by name.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
