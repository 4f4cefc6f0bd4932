metadata description = 'One stage as a Flex Consumption app: its plan, its own host storage, its settings. It has no keys; what it may do stands in access.bicep.'

import { identity } from 'identities.bicep'

param location string
param name string
param tags object
param workspaceId string

@description('Which stage of the pipeline this app is; it registers no other.')
param stage 'ingest' | 'score' | 'notify'

@description('The functions of this stage. All others are switched off here, since one program holds them all.')
param functions string[]

param appIdentity identity

@description('The blob endpoint of the account that the host of this app keeps its leases, positions and keys in.')
param hostBlobUri string
param packageContainer string

@description('What only this stage is told.')
param settings object

@allowed([512, 2048, 4096])
param instanceMemoryMb int

@minValue(40)
@maxValue(1000)
param maxInstances int

@description('Instances that are always there, by function (function:Score) or trigger (http).')
param alwaysReady { name: string, instanceCount: int }[] = []

param insightsConnection string

@description('The subnet that it reaches the other resources through; empty is the internet.')
param subnetId string

@description('Whether it can be called over the internet.')
param publicAccess bool

var allFunctions = ['IngestHttp', 'IngestAzureLogs', 'Tick', 'Score', 'Group', 'Notify', 'NotifySweep', 'Retrain', 'Incidents']

// The host takes AzureWebJobs.NAME.Disabled, and on Linux, whose environment takes no dots, AzureWebJobs_NAME_Disabled.
var disabled = toObject(filter(allFunctions, f => !contains(functions, f)), f => 'AzureWebJobs_${f}_Disabled', f => 'true')

var common = {
  AzureWebJobsStorage__blobServiceUri: hostBlobUri
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: appIdentity.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${appIdentity.clientId};Authorization=AAD'
  AZURE_CLIENT_ID: appIdentity.clientId
  ANOMALYWATCH_STAGE: stage
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': stage })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${appIdentity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientCertEnabled: false
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    keyVaultReferenceIdentity: appIdentity.id
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobUri}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: appIdentity.id
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMb
        maximumInstanceCount: maxInstances
        alwaysReady: alwaysReady
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(common, disabled, settings)
  }

  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = app.name
output id string = app.id
output host string = app.properties.defaultHostName
