metadata description = 'Sends the requests that Application Insights has of a watched app to the hub azure-logs: callers\' country, status codes, sampling weights. Deploy it into the resource group of the component.'

@description('The component of the app to be watched.')
param componentName string

@description('The rule that AnomalyWatch gave out as azureLogsRuleId.')
param ruleId string

@description('The hub that AnomalyWatch reads.')
param hubName string = 'azure-logs'

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource watched 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-anomalywatch'
  scope: component
  properties: {
    eventHubAuthorizationRuleId: ruleId
    eventHubName: hubName
    logs: [{ category: 'AppRequests', enabled: true }]
  }
}
