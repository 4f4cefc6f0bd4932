#!/usr/bin/env bash
# What the program consists of and what is known about it, into .artifacts/audit: vulnerable.txt, bom-PROGRAM.json (CycloneDX), licences.tsv; and a scan of the tree
# for secrets (with --history also of every commit). Fails on a known vulnerability, a licence that is not allowed, or something that looks like a secret.
# An empty vulnerable.txt says nothing where the registry in use has no vulnerability data.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=.artifacts/audit
mkdir -p "$out"
status=0
fail() { echo "FAIL: $1" >&2; status=1; }

dotnet tool restore >/dev/null
dotnet restore AnomalyWatch.sln -v quiet

dotnet list AnomalyWatch.sln package --vulnerable --include-transitive >"$out/vulnerable.txt"
if grep -q 'has the following vulnerable packages' "$out/vulnerable.txt"; then
  cat "$out/vulnerable.txt" >&2
  fail "known vulnerabilities"
fi

# One for each program; the tests' packages are not part of any.
: >"$out/licences.tsv"
for program in functions/AnomalyWatch.Local functions/AnomalyWatch.Functions ml/AnomalyWatch.Training; do
  name=$(basename "$program")
  dotnet tool run dotnet-CycloneDX "$program/$name.csproj" --output "$out" --filename "bom-$name.json" --output-format Json --set-name "$name" --disable-package-restore \
    >"$out/bom-$name.log" || fail "no SBOM of $name, see $out/bom-$name.log"

  # The tool writes a property a line, those of a component six spaces in, those of its licence further in.
  awk -F'"' '
    /^  "components": \[/ { inside = 1 }
    inside && /^  \],?/ { inside = 0 }
    inside && /^      "name": / { name = $4 }
    inside && /^      "version": / { version = $4 }
    inside && /^         *"(id|name|expression)": / && licences { licence = $4 }
    inside && /^      "licenses": / { licences = 1 }
    inside && /^      \],?$/ { licences = 0 }
    inside && /^    },?$/ { print name "@" version "\t" (licence == "" ? "none" : licence); licence = ""; licences = 0 }
  ' "$out/bom-$name.json" >>"$out/licences.tsv"
done

# Azurite, which the local program starts, and the client that tests run. npm itself reads their lock files.
for folder in functions/AnomalyWatch.Local/azurite tests/eventhubs-js; do
  bom="$out/bom-npm-$(basename "$folder").json"
  (cd "$folder" && npm sbom --sbom-format cyclonedx --package-lock-only) >"$bom" || fail "no SBOM of $folder"
  node -e '
    for (const part of JSON.parse(require("fs").readFileSync(process.argv[1])).components ?? []) {
      const licences = (part.licenses ?? []).map(one => one.expression ?? one.license.id ?? one.license.name);
      console.log(`${part.group ? part.group + "/" : ""}${part.name}@${part.version}\t${licences.join(" AND ") || "none"}`);
    }' "$bom" >>"$out/licences.tsv" || fail "the SBOM of $folder cannot be read"
done
sort -u -o "$out/licences.tsv" "$out/licences.tsv"
[ -s "$out/licences.tsv" ] || fail "the SBOMs have no components"
while IFS=$'\t' read -r package licence; do
  grep -qxF "$licence" infra/audit/licences-allowed.txt && continue
  known=$(awk -F'\t' -v package="$package" '$1 == package { print $2 }' infra/audit/licences-known.tsv)
  grep -qxF "${known:-none}" infra/audit/licences-allowed.txt || fail "licence of $package: $licence"
done <"$out/licences.tsv"

# What is known to be no secret stands in secrets-known.txt: made up for tests.
find_secrets() { grep -nIE -f infra/audit/secret-patterns.txt "$@" | grep -vF -f infra/audit/secrets-known.txt || true; }
git ls-files -z -- . ':!infra/audit' | { xargs -0 grep -HnIE -f infra/audit/secret-patterns.txt || true; } | { grep -vF -f infra/audit/secrets-known.txt || true; } >"$out/secrets.txt"
if [ "${1:-}" = --history ]; then
  git log -p --all --format='commit %H' -- . ':!infra/audit' | find_secrets - >>"$out/secrets.txt"
fi
if [ -s "$out/secrets.txt" ]; then
  cut -d: -f1,2 "$out/secrets.txt" >&2
  fail "what looks like a secret, see $out/secrets.txt"
fi

[ "$status" -eq 0 ] && echo "audit: $(wc -l <"$out/licences.tsv") packages, no known vulnerability, all licences allowed, no secret"
exit "$status"
