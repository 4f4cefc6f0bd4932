using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>
/// Operations of Azure's Activity log, after the list of resource provider operations (learn.microsoft.com/azure/role-based-access-control/resource-provider-operations:
/// Microsoft.Web, Microsoft.Insights, Microsoft.Authorization, Microsoft.Storage, Microsoft.EventHub, Microsoft.KeyVault). The log tells that authentication settings
/// were written, not what they say now.
/// </summary>
internal static class AzureOperations
{
    public static readonly RiskyOperation[] Table =
    [
        new("microsoft.web/sites/config/write", ChangeRisk.Authentication, "authsettings"),
        new("microsoft.web/sites/config/delete", ChangeRisk.Authentication, "authsettings"),
        new("microsoft.web/sites/basicpublishingcredentialspolicies/write", ChangeRisk.Authentication),
        new("microsoft.insights/diagnosticsettings/delete", ChangeRisk.LoggingOff),
        new("microsoft.insights/components/delete", ChangeRisk.LoggingOff),
        new("microsoft.insights/logprofiles/delete", ChangeRisk.LoggingOff),
        new("microsoft.eventhub/namespaces/delete", ChangeRisk.LoggingOff),
        new("microsoft.eventhub/namespaces/eventhubs/delete", ChangeRisk.LoggingOff),
        new("microsoft.eventhub/namespaces/authorizationrules/delete", ChangeRisk.LoggingOff),
        new("microsoft.web/sites/publishxml/action", ChangeRisk.Keys),
        new("microsoft.web/sites/config/list/action", ChangeRisk.Keys),
        new("microsoft.web/sites/newpassword/action", ChangeRisk.Keys),
        new("microsoft.web/sites/host/listkeys/action", ChangeRisk.Keys),
        new("microsoft.web/sites/host/functionkeys/write", ChangeRisk.Keys),
        new("microsoft.web/sites/host/systemkeys/write", ChangeRisk.Keys),
        new("microsoft.web/sites/functions/listkeys/action", ChangeRisk.Keys),
        new("microsoft.web/sites/functions/listsecrets/action", ChangeRisk.Keys),
        new("microsoft.web/sites/functions/keys/write", ChangeRisk.Keys),
        new("microsoft.web/sites/functions/masterkey/read", ChangeRisk.Keys),
        new("microsoft.storage/storageaccounts/listkeys/action", ChangeRisk.Keys),
        new("microsoft.storage/storageaccounts/regeneratekey/action", ChangeRisk.Keys),
        new("microsoft.storage/storageaccounts/listaccountsas/action", ChangeRisk.Keys),
        new("microsoft.eventhub/namespaces/authorizationrules/listkeys/action", ChangeRisk.Keys),
        new("microsoft.keyvault/vaults/secrets/getsecret/action", ChangeRisk.Secrets),
        new("microsoft.keyvault/vaults/secrets/readmetadata/action", ChangeRisk.Secrets),
        new("secretget", ChangeRisk.Secrets),
        new("secretlist", ChangeRisk.Secrets),
        new("microsoft.authorization/roleassignments/write", ChangeRisk.Permission),
        new("microsoft.authorization/roledefinitions/write", ChangeRisk.Permission),
        new("microsoft.authorization/elevateaccess/action", ChangeRisk.Permission),
        new("microsoft.keyvault/vaults/accesspolicies/write", ChangeRisk.Permission),
        new("microsoft.managedidentity/userassignedidentities/federatedidentitycredentials/write", ChangeRisk.Permission),
        new("microsoft.web/sites/publish/action", ChangeRisk.Code),
        new("microsoft.web/sites/extensions/write", ChangeRisk.Code),
        new("microsoft.web/sites/extensions/zipdeploy/action", ChangeRisk.Code),
        new("microsoft.web/sites/extensions/onedeploy/action", ChangeRisk.Code),
        new("microsoft.web/sites/functions/write", ChangeRisk.Code),
        new("microsoft.web/sites/sourcecontrols/write", ChangeRisk.Code),
        new("microsoft.web/sites/deployments/write", ChangeRisk.Code),
        new("microsoft.web/sites/slotsswap/action", ChangeRisk.Code),
        new("microsoft.web/sites/hostruntime/host/action", ChangeRisk.Code),
        new("microsoft.web/sites/siteextensions/write", ChangeRisk.Layer),
        new("microsoft.web/sites/config/write", ChangeRisk.Configuration),
        new("microsoft.web/sites/write", ChangeRisk.Configuration),
        new("microsoft.insights/diagnosticsettings/write", ChangeRisk.Configuration),
    ];

    /// <summary>An operation as the table has it: what is done to a slot is done to the app, and the host's keys are those of <c>host/default</c>.</summary>
    public static string Name(string operation) => operation
        .Replace("/slots/", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("/host/default/", "/host/", StringComparison.OrdinalIgnoreCase);
}
