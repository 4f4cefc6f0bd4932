namespace AnomalyWatch.Training.Simulating;

/// <summary>One of the 36 things that can happen to functions.</summary>
/// <param name="Number">Its number in the catalogue.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Magnitude">How large it is played, and where that comes from.</param>
/// <param name="Finds">What somebody on call expects to be told.</param>
/// <param name="Suits">At which functions it can be played.</param>
/// <param name="Play">Plays it at a place.</param>
/// <param name="SuitsFirstHour">Whether it makes sense at a function that is less than an hour old.</param>
/// <param name="NeedsCalls">Whether it shows only in the calls there would be anyway, so that there must be some.</param>
internal sealed record Scenario(
    int Number,
    string Name,
    string Magnitude,
    string Finds,
    Func<SimulatedFunction, bool> Suits,
    Action<Stage> Play,
    bool SuitsFirstHour = false,
    bool NeedsCalls = false);
