metadata description = 'A network of its own: one subnet an app, one for private endpoints, and the names by which the endpoints are found.'

param location string
param prefix string
param tags object
param workspaceId string

@description('A /22 or larger; four /24 are cut from it.')
param addressSpace string

var apps = ['ingest', 'score', 'notify']

resource closed 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: '${prefix}-endpoints-nsg'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'from-the-network-only'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: 'VirtualNetwork'
          destinationPortRanges: ['443', '5671']
        }
      }
      {
        name: 'nothing-else'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource closedDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: closed
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: '${prefix}-net'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressSpace] }
    subnets: concat(
      [{
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressSpace, 24, 0)
          privateEndpointNetworkPolicies: 'Enabled'
          networkSecurityGroup: { id: closed.id }
        }
      }],
      map(range(0, length(apps)), i => {
        name: apps[i]
        properties: {
          addressPrefix: cidrSubnet(addressSpace, 24, i + 1)
          // What Flex Consumption asks for.
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      })
    )
  }
}

resource networkDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: network
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

var zones = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  vault: 'privatelink.vaultcore.azure.net'
  namespace: 'privatelink.servicebus.windows.net'
  sites: 'privatelink.azurewebsites.net'
}

resource zoneList 'Microsoft.Network/privateDnsZones@2020-06-01' = [for zone in items(zones): {
  name: zone.value
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [for (zone, i) in items(zones): {
  parent: zoneList[i]
  name: '${prefix}-net'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}]

output endpointSubnetId string = network.properties.subnets[0].id
output ingestSubnetId string = network.properties.subnets[1].id
output scoreSubnetId string = network.properties.subnets[2].id
output notifySubnetId string = network.properties.subnets[3].id
