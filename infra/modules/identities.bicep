metadata description = 'One identity for each app, made before anything that names it.'

param location string
param prefix string
param tags object

resource ingest 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-ingest'
  location: location
  tags: tags
}

resource score 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-score'
  location: location
  tags: tags
}

resource notify 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-notify'
  location: location
  tags: tags
}

@description('Who Event Hubs Capture writes the archive of raw events as.')
resource capture 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-capture'
  location: location
  tags: tags
}

output ingest identity = { id: ingest.id, clientId: ingest.properties.clientId, principalId: ingest.properties.principalId }
output score identity = { id: score.id, clientId: score.properties.clientId, principalId: score.properties.principalId }
output notify identity = { id: notify.id, clientId: notify.properties.clientId, principalId: notify.properties.principalId }
output capture identity = { id: capture.id, clientId: capture.properties.clientId, principalId: capture.properties.principalId }

@export()
@description('A user-assigned identity: the resource, what a client names it by, and who roles are given to.')
type identity = {
  id: string
  clientId: string
  principalId: string
}
