metadata description = 'Where logs, metrics and traces go, and who is told when the watch itself fails.'

param location string
param workspaceName string
param insightsName string
param actionGroupName string
param tags object

@minValue(30)
@maxValue(730)
@description('How long logs are kept, in days.')
param retentionDays int

@description('The most that a day may bring in, in GB; what comes after it is dropped. -1 is no limit.')
param dailyCapGb int

@description('Mail addresses that are told about alerts and the budget.')
param contacts string[]

@description('Whether logs are taken in and read over the internet. Off, an Azure Monitor private link scope of your own is needed.')
param publicAccess bool

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    publicNetworkAccessForIngestion: publicAccess ? 'Enabled' : 'Disabled'
    publicNetworkAccessForQuery: publicAccess ? 'Enabled' : 'Disabled'
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource workspaceDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: workspace
  properties: {
    workspaceId: workspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    // Only Microsoft Entra tokens with the role Monitoring Metrics Publisher are taken; the key in the connection string opens nothing.
    DisableLocalAuth: true
    DisableIpMasking: false
    publicNetworkAccessForIngestion: publicAccess ? 'Enabled' : 'Disabled'
    publicNetworkAccessForQuery: publicAccess ? 'Enabled' : 'Disabled'
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'watch'
    enabled: true
    emailReceivers: [for (address, i) in contacts: {
      name: 'mail-${i}'
      emailAddress: address
      useCommonAlertSchema: true
    }]
  }
}

output workspaceId string = workspace.id
output insightsConnection string = insights.properties.ConnectionString
output actionGroupId string = people.id
