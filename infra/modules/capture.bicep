metadata description = 'Keeps every event of a hub as Avro blobs. It comes after access.bicep, since the hub refuses an identity that may not write yet.'

param namespaceName string
param hub { name: string, partitions: int, retentionHours: int, consumerGroups: string[] }
param identityId string
param storageAccountId string
param container string

resource namespace 'Microsoft.EventHub/namespaces@2024-05-01-preview' existing = {
  name: namespaceName
}

resource captured 'Microsoft.EventHub/namespaces/eventhubs@2024-05-01-preview' = {
  parent: namespace
  name: hub.name
  properties: {
    partitionCount: hub.partitions
    retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: hub.retentionHours }
    captureDescription: {
      enabled: true
      encoding: 'Avro'
      intervalInSeconds: 300
      sizeLimitInBytes: 314572800
      skipEmptyArchives: true
      destination: {
        name: 'EventHubArchive.AzureBlockBlob'
        identity: { type: 'UserAssigned', userAssignedIdentity: identityId }
        properties: {
          storageAccountResourceId: storageAccountId
          blobContainer: container
          archiveNameFormat: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}'
        }
      }
    }
  }
}
