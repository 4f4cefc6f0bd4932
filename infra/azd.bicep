targetScope = 'subscription'

metadata description = 'For azd, which makes the resource group itself: main.bicep in a group named after the environment.'

@minLength(2)
@maxLength(50)
param environmentName string

@metadata({ azd: { type: 'location' } })
param location string

param size 'small' | 'medium' | 'large'
param privateNetwork bool
param contacts string[]
param monthlyBudget int
param budgetStart string

var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module watch 'main.bicep' = {
  name: 'anomalywatch'
  scope: group
  params: {
    location: location
    size: size
    privateNetwork: privateNetwork
    publicDoors: privateNetwork ? ['ingest'] : []
    contacts: contacts
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
    tags: tags
  }
}

output INGEST_URL string = watch.outputs.ingestUrl
output PAGE_URL string = watch.outputs.pageUrl
output AZURE_LOGS_RULE_ID string = watch.outputs.azureLogsRuleId
output INGEST_VAULT string = watch.outputs.ingestVaultName
output NOTIFY_VAULT string = watch.outputs.notifyVaultName
