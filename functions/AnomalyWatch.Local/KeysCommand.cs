using System.CommandLine;
using System.Globalization;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Local.Serving.Authentication;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Local;

/// <summary><c>keys create</c>, <c>keys list</c> and <c>keys revoke</c>: who may send and who may read. A server that runs notices within a second or two.</summary>
internal static class KeysCommand
{
    private const int LongestName = 64;
    private const int LongestScopeEntry = 512;

    /// <summary>The command with its three.</summary>
    public static Command Make()
    {
        var data = new Option<string>("--data") { Description = "The folder for data, that of the server.", DefaultValueFactory = _ => LocalOptions.DefaultDataFolder };
        return new Command("keys", "Makes, lists and revokes keys for senders and readers.") { Create(data), List(data), Revoke(data) };
    }

    private static Command Create(Option<string> data)
    {
        var name = new Option<string>("--name") { Description = "Whose key it is; the two keys of a rotation have the same name.", Required = true };
        name.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>() ?? "";
            if (text.Length is 0 or > LongestName || text.Any(char.IsControl))
            {
                result.AddError($"--name: must have 1 to {LongestName} characters.");
            }
        });
        var reader = new Option<bool>("--reader") { Description = "It reads the page, incidents and quarantine instead of sending." };
        var sources = Scope("--source", "A source that it may send (may be given again); without any, all.");
        var functions = Scope("--function", "A beginning of full function names that it may send, such as aws/123456789012 (may be given again); without any, all.");
        var days = new Option<int?>("--days") { Description = "How long it is valid; without it until it is revoked." };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is not (null or (> 0 and <= 3650)))
            {
                result.AddError("--days: must be 1 to 3650.");
            }
        });
        var command = new Command("create", "Makes a key and shows it once; only its hash is kept.") { name, reader, sources, functions, days, data };
        command.SetAction(parsed =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var text = KeyText.Make();
            var key = new AccessKey
            {
                Name = parsed.GetRequiredValue(name),
                Hash = KeyText.Hash(text),
                IsReader = parsed.GetValue(reader),
                Scope = new AccessScope(parsed.GetValue(sources) ?? [], [.. (parsed.GetValue(functions) ?? []).Select(function => function.ToLowerInvariant())]),
                CreatedAt = now,
                ExpiresAt = parsed.GetValue(days) is { } valid ? now.AddDays(valid) : null,
            };
            return Change(parsed.GetRequiredValue(data), ring => ring.Add(key, now, out var added) is { } fault ? (null, fault) : (added, null), () =>
            {
                Console.WriteLine(text);
                Console.Error.WriteLine($"Key {key.Id} of '{key.Name}'. It is shown this once: only its hash is kept.");
            });
        });
        return command;
    }

    private static Command List(Option<string> data)
    {
        var command = new Command("list", "Lists the keys, never what they are.") { data };
        command.SetAction(parsed => Guarded(() =>
        {
            var now = TimeProvider.System.GetUtcNow();
            Console.WriteLine($"{"id",-8}  {"name",-24}  {"state",-8}  {"made",-10}  {"until",-10}  may");
            foreach (var key in Open(parsed.GetRequiredValue(data)).Read().Keys)
            {
                var state = key.RevokedAt is not null ? "revoked" : key.IsValidAt(now) ? "valid" : "expired";
                Console.WriteLine($"{key.Id,-8}  {key.Name,-24}  {state,-8}  {Day(key.CreatedAt),-10}  {Day(key.ExpiresAt),-10}  {May(key)}");
            }

            return null;
        }));
        return command;
    }

    private static Command Revoke(Option<string> data)
    {
        var id = new Argument<string>("id") { Description = "The key's id, as 'keys list' shows it." };
        var command = new Command("revoke", "Makes a key invalid.") { id, data };
        command.SetAction(parsed => Change(
            parsed.GetRequiredValue(data),
            ring => ring.Revoke(parsed.GetRequiredValue(id), TimeProvider.System.GetUtcNow()) is { } revoked ? (revoked, null) : (null, "No valid key has that id."),
            () => Console.Error.WriteLine("Revoked.")));
        return command;
    }

    private static Option<string[]> Scope(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description };
        option.Validators.Add(result =>
        {
            var entries = result.GetValueOrDefault<string[]>() ?? [];
            if (entries.Length > AccessScope.MaxEntries || entries.Any(entry => entry.Length is 0 or > LongestScopeEntry))
            {
                result.AddError($"{name}: at most {AccessScope.MaxEntries} times, each with 1 to {LongestScopeEntry} characters.");
            }
        });
        return option;
    }

    private static int Change(string folder, Func<KeyRing, (KeyRing? Ring, string? Fault)> change, Action done) => Guarded(() =>
    {
        var fault = Open(folder).Change(change);
        if (fault is null)
        {
            done();
        }

        return fault;
    });

    private static int Guarded(Func<string?> run)
    {
        string? fault;
        try
        {
            fault = run();
        }
        catch (LocalServerException exception)
        {
            fault = exception.Message;
        }

        if (fault is not null)
        {
            Console.Error.WriteLine(fault);
        }

        return fault is null ? 0 : 1;
    }

    private static KeyFile Open(string folder) => new(Path.GetFullPath(folder), TimeProvider.System);

    private static string Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string May(AccessKey key) => key.IsReader
        ? "read"
        : $"send {(key.Scope.Sources.Count == 0 ? "all sources" : string.Join(", ", key.Scope.Sources))}"
            + (key.Scope.FunctionPrefixes.Count == 0 ? "" : $" of {string.Join(", ", key.Scope.FunctionPrefixes)}");
}
