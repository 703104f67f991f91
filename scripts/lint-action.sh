#!/usr/bin/env bash
# The step of action.yml: inputs come as LINT_… variables, outputs go to $GITHUB_OUTPUT, reports to $RUNNER_TEMP/archwright.
set -euo pipefail

fail() {
  echo "::error title=Archwright::$1"
  echo 'status=2' >>"$GITHUB_OUTPUT"
  exit 2
}

case "$LINT_VERSION" in
  '') archwright=(npx --yes archwright) ;;
  local)
    (cd "$LINT_ACTION" && npm ci --ignore-scripts --no-audit --no-fund && npm run build) >&2
    archwright=(node "$LINT_ACTION/bin/archwright.js")
    ;;
  *[!0-9A-Za-z.+~^-]*) fail 'The input "version" is no version.' ;;
  *) archwright=(npx --yes "archwright@$LINT_VERSION") ;;
esac

reports="$RUNNER_TEMP/archwright"
mkdir -p "$reports"
json="$reports/lint.json"
arguments=(lint --source-url "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$LINT_COMMIT" --format "json=$json")
outputs=("json=$json")

read -r -a formats <<<"${LINT_FORMATS//[,$'\n']/ }"
for format in ${formats[@]+"${formats[@]}"}; do
  case "$format" in
    github | pretty | compact) arguments+=(--format "$format"); continue ;;
    json) continue ;;
    sarif) file=lint.sarif ;;
    gitlab) file=gl-code-quality-report.json ;;
    junit) file=junit.xml ;;
    markdown) file=comment.md ;;
    html) file=report.html ;;
    *) fail 'The input "formats" takes github, pretty, compact, json, sarif, gitlab, junit, markdown and html.' ;;
  esac
  arguments+=(--format "$format=$reports/$file")
  outputs+=("$format=$reports/$file")
done

[ -z "$LINT_CONFIG" ] || arguments+=(--config "$LINT_CONFIG")
[ "$LINT_SUMMARY" != true ] || arguments+=(--step-summary)
case "$LINT_CHANGED" in
  '' | false) ;;
  true) arguments+=(--changed) ;;
  *) arguments+=("--changed=$LINT_CHANGED") ;;
esac
case "$LINT_FAIL_ON" in
  never) ;;
  *) arguments+=("--fail-on=$LINT_FAIL_ON") ;;
esac

status=0
"${archwright[@]}" "${arguments[@]}" -- "$LINT_PATH" || status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
if [ "$status" -gt 1 ]; then exit "$status"; fi

# GitHub opens an alert for every result, also for those that the report calls suppressed.
node - "$json" "$reports/lint.sarif" >>"$GITHUB_OUTPUT" <<'SCRIPT'
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const [json, sarif] = process.argv.slice(2);
const { error, warning, info } = JSON.parse(readFileSync(json, 'utf8')).summary;
console.log(`errors=${error}\nwarnings=${warning}\nhints=${info}`);
if (existsSync(sarif)) {
  const log = JSON.parse(readFileSync(sarif, 'utf8'));
  for (const run of log.runs) run.results = run.results.filter(({ suppressions }) => suppressions.length === 0);
  writeFileSync(sarif, JSON.stringify(log));
}
SCRIPT
printf '%s\n' "${outputs[@]}" >>"$GITHUB_OUTPUT"

if [ "$LINT_FAIL_ON" = never ]; then exit 0; fi
exit "$status"
