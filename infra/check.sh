#!/usr/bin/env bash
# Compiles and lints every template with the real Bicep compiler (a warning fails), then runs the tests that read what it predicts.
# With --templates it leaves the tests out. Works on a clean clone: the compiler is a NuGet package.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

project=tests/AnomalyWatch.Tests/AnomalyWatch.Tests.csproj
dotnet restore "$project" -v quiet
bicep=$(dotnet msbuild "$project" -getProperty:BicepPath | tr '\\' '/')
[ -x "$bicep" ] || bicep=$(command -v bicep || true)
[ -n "$bicep" ] || { echo "There is no Bicep compiler: its NuGet package is for Linux; elsewhere put 'bicep' on the path." >&2; exit 1; }

output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
status=0
# The compiler succeeds with warnings, so what it says is what counts.
check() {
  local name=$1
  shift
  if ! "$@" >"$output/out" 2>"$output/complaints" || [ -s "$output/complaints" ]; then
    cat "$output/complaints" >&2
    echo "not clean: $name" >&2
    status=1
  else
    echo "ok: $name"
  fi
}

# Modules are compiled with what uses them; a test holds that each is used.
for template in infra/main.bicep infra/azd.bicep infra/modules/watch-*.bicep; do
  check "$template" "$bicep" build "$template" --stdout
done
for parameters in infra/azd.bicepparam infra/parameters/*.bicepparam; do
  check "$parameters" "$bicep" build-params "$parameters" --stdout
done
[ "$status" -eq 0 ] || exit "$status"
[ "${1:-}" != --templates ] || exit 0

exec dotnet test tests/AnomalyWatch.Tests --filter "FullyQualifiedName~AnomalyWatch.Tests.Infra"
