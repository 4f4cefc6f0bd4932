using AnomalyWatch.EventHubsEmulator;

return await EmulatorCommand.Make().Parse(args).InvokeAsync();
