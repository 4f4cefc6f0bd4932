#!/usr/bin/env bash
# Makes or updates everything in a resource group and publishes the program to its three apps: deploy.sh RESOURCE_GROUP [small|medium|large]
# AW_CONTACTS: mail addresses, separated by commas. AW_BUDGET_START: first day of the first month of the budget, the same each time.
set -euo pipefail
cd "$(dirname "$0")/.."
group=${1:?"usage: deploy.sh RESOURCE_GROUP [small|medium|large]"}
size=${2:-small}
: "${AW_CONTACTS:?"set it to the mail addresses that are told, separated by commas"}"
: "${AW_BUDGET_START:?"set it to the first day of a month, as 2026-12-01, and to the same one each time"}"
export AW_CONTACTS AW_BUDGET_START
for tool in az dotnet zip; do
  command -v "$tool" >/dev/null || { echo "$tool is missing." >&2; exit 1; }
done

package=$(mktemp -d)
trap 'rm -rf "$package"' EXIT
# The program first: where it does not build, nothing is changed.
dotnet publish functions/AnomalyWatch.Functions -c Release -p:AzurePackages=true -o "$package/program" -v quiet
(cd "$package/program" && zip -qr ../program.zip .)

outputs=$(az deployment group create --resource-group "$group" --name anomalywatch --parameters "infra/parameters/$size.bicepparam" \
  --query properties.outputs --output json)
output() { printf '%s' "$outputs" | tr -d '\n' | sed -n "s/.*\"$1\": *{[^}]*\"value\": *\"\([^\"]*\)\".*/\1/p"; }
for stage in ingest score notify; do
  az functionapp deployment source config-zip --resource-group "$group" --name "$(output "${stage}AppName")" --src "$package/program.zip" --output none
done

printf 'INGEST_URL %s\nPAGE_URL %s\nAZURE_LOGS_RULE_ID %s\nINGEST_VAULT %s\nNOTIFY_VAULT %s\n' \
  "$(output ingestUrl)" "$(output pageUrl)" "$(output azureLogsRuleId)" "$(output ingestVaultName)" "$(output notifyVaultName)"
