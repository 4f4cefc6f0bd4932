// A few hundred functions, up to about 20 million invocations a day; over the internet, guarded by Entra ID.
using '../main.bicep'

param size = 'small'
param privateNetwork = false
param publicDoors = []
param captureEvents = false
param logDailyCapGb = 5
param monthlyBudget = 750
param budgetStart = readEnvironmentVariable('AW_BUDGET_START', '2026-12-01')
param contacts = split(readEnvironmentVariable('AW_CONTACTS', 'oncall@example.com'), ',')
