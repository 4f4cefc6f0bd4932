#!/usr/bin/env bash
# Restores, builds, checks formatting and runs every test; ends with one line "N passed, N failed, N skipped".
# The long forms (TestCategory=Long) are run by hand, their results committed.
# With ANOMALYWATCH_REQUIRE_BROWSER=1 the tests of the page have to run: without a browser they fail instead of being skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

command -v dotnet >/dev/null || { echo "The .NET SDK 10 is missing: install it and run this again." >&2; exit 1; }

# The tests of the page drive the system's own Chromium.
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the tests of the page ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null \
      || echo "Chromium could not be installed: the tests of the page do not run." >&2
  else
    echo "Chromium is missing, so the tests of the page do not run. Install it (Debian: apt-get install chromium) and run this again." >&2
  fi
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build AnomalyWatch.sln -v quiet || exit 1
dotnet format AnomalyWatch.sln --no-restore --verify-no-changes || { echo "Formatting differs: run 'dotnet format AnomalyWatch.sln'." >&2; exit 1; }
dotnet test AnomalyWatch.sln --no-build --filter "TestCategory!=Long" --logger "trx;LogFileName=tests.trx" --results-directory "$results"
status=$?

counters=$(grep -ho '<Counters [^>]*>' "$results"/*.trx 2>/dev/null | head -n 1)
count() { printf '%s' "$counters" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' || echo 0; }
total=$(count total) passed=$(count passed) failed=$(count failed)
if [ "${total:-0}" -eq 0 ]; then
  echo "No test was executed." >&2
  exit 1
fi

reasons=$(grep -h -A4 'outcome="NotExecuted"' "$results"/*.trx | grep -o '<Message>[^<]*' | sed 's/.*Assert.Inconclusive. //; s/<Message>//' | sort | uniq -c)
[ -z "$reasons" ] || printf 'Why tests were skipped:\n%s\n' "$reasons"

echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit $status
