namespace AnomalyWatch.Tests.Notifying;

/// <summary>A process that dies at one of its steps (counted from 1): that step and all after it fail, as nothing that is dead gets anything done.</summary>
internal sealed class Fuse(int dieAt)
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _steps;

    /// <summary>Completes with the death.</summary>
    public Task Died => _died.Task;

    /// <summary>Does one thing, which is two steps: it may die before the thing is done, and after it, before it hears of it.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> action)
    {
        Step();
        var result = await action();
        Step();
        return result;
    }

    /// <summary>As above.</summary>
    public Task RunAsync(Func<Task> action) => RunAsync(async () =>
    {
        await action();
        return true;
    });

    private void Step()
    {
        if (Interlocked.Increment(ref _steps) >= dieAt)
        {
            _died.TrySetResult();
            throw new IOException("crash");
        }
    }
}
