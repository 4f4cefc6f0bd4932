using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;

namespace AnomalyWatch.Pipeline.Scoring;

/// <content>What control events change, from their place in the log on.</content>
public sealed partial class ScoringFold
{
    private void Obey(Control control, DateTimeOffset clock)
    {
        switch (control.Action)
        {
            case ControlAction.Maintenance when _maintenances.TryAdd(control, clock):
                break;
            case ControlAction.Feedback:
                _tally.Feedback();
                break;
            case ControlAction.ConfigurationChanged when _detector.TryChange(control.Threshold, control.NoveltyThreshold, out var changed):
                _detector = changed;
                _functions.ChangeAll();
                LookForward(clock);
                break;
            case ControlAction.ModelPromoted when _models.Find(control.ModelSha256!) is { } model:
                Promote(model);
                break;
            default:
                _tally.ControlIgnored();
                break;
        }
    }

    private void Promote(ScoringModel model)
    {
        _detector = new Detector(_detector.Options, model);
        _functions.Promote(_detector);
    }
}
