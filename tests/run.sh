#!/usr/bin/env bash
# Restores, builds, checks formatting and runs every test; ends with one line "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

command -v dotnet >/dev/null || { echo "The .NET SDK 10 is missing: install it and run this again." >&2; exit 1; }

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build AnomalyWatch.sln -v quiet || exit 1
dotnet format AnomalyWatch.sln --no-restore --verify-no-changes || { echo "Formatting differs: run 'dotnet format AnomalyWatch.sln'." >&2; exit 1; }
dotnet test AnomalyWatch.sln --no-build --logger "trx;LogFileName=tests.trx" --results-directory "$results"
status=$?

counters=$(grep -ho '<Counters [^>]*>' "$results"/*.trx 2>/dev/null | head -n 1)
count() { printf '%s' "$counters" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' || echo 0; }
total=$(count total) passed=$(count passed) failed=$(count failed)
if [ "${total:-0}" -eq 0 ]; then
  echo "No test was executed." >&2
  exit 1
fi

echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit $status
