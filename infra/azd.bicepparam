// What azd sets by "azd env set", or asks for.
using 'azd.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'anomalywatch')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param size = 'small'
param privateNetwork = false
param monthlyBudget = 750
param budgetStart = readEnvironmentVariable('AW_BUDGET_START', '2026-12-01')
param contacts = split(readEnvironmentVariable('AW_CONTACTS', 'oncall@example.com'), ',')
