// What the doors use of Microsoft.Azure.Functions.Worker, so that they compile where its packages cannot be restored. The host never sees these.
namespace Microsoft.Azure.Functions.Worker;

/// <summary>Names a method as a function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}

/// <summary>Binds a parameter to a schedule.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>The schedule, as NCRONTAB with seconds.</summary>
    public string Schedule { get; } = schedule;
}

/// <summary>What the host tells about a timer.</summary>
public sealed class TimerInfo;
