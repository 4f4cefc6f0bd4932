using AnomalyWatch.Local.Storage;

namespace AnomalyWatch.Tests;

/// <summary>One Azurite (blob, queue, table) for all tests of the assembly, in memory, on free ports, as the product itself starts it.</summary>
[TestClass]
public sealed class AzuriteServer
{
    private static readonly SemaphoreSlim Gate = new(1, 1);

    private static AzuriteProcess? _azurite;
    private static string? _whyNot;

    /// <summary>The connection string of the running Azurite; the test is Inconclusive, with the reason, where there can be none.</summary>
    public static async Task<string> RequireAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (_azurite is null && _whyNot is null)
            {
                _azurite = await AzuriteProcess.StartAsync(folder: null, Console.WriteLine, CancellationToken.None);
            }
        }
        catch (StorageUnavailableException exception)
        {
            _whyNot = exception.Message;
        }
        finally
        {
            Gate.Release();
        }

        if (_whyNot is not null)
        {
            Assert.Inconclusive(_whyNot);
        }

        return _azurite!.ConnectionString;
    }

    /// <summary>Ends the server with the test run.</summary>
    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
            _azurite = null;
        }
    }
}
