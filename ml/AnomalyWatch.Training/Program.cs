using System.CommandLine;
using AnomalyWatch.Training;
using AnomalyWatch.Training.Series;

return await new RootCommand("Trains the model of AnomalyWatch.") { TrainCommand.Create(), TrainSeriesCommand.Create() }.Parse(args).InvokeAsync();
