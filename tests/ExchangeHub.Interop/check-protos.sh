#!/usr/bin/env bash
# Checks the contract: style, comments, layout, and that nothing breaks those who already use it. Needs no network.
#   check-protos.sh [commit]    compares with that commit; without one, with the first parent of main's last commit
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
buf=$here/node_modules/.bin/buf
if [[ ! -x $buf ]]; then
  echo "buf is missing: run 'npm ci' in tests/ExchangeHub.Interop." >&2
  exit 1
fi

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
"$here/workspace.sh" "$root/protos" "$temporary/new"
cd "$temporary/new"
"$buf" lint contract
"$buf" format --diff --exit-code contract
echo "protos: lint and format: nothing to change"

tip=$(git -C "$root" rev-parse --verify --quiet main || git -C "$root" rev-parse HEAD)
base=${1:-$(git -C "$root" rev-parse --verify --quiet "$tip^1" || true)}
if [[ -z $base ]] || ! git -C "$root" cat-file -e "$base:protos/buf.yaml" 2>/dev/null; then
  echo "protos: breaking changes: skipped, there is no earlier commit with protos/"
  exit 0
fi
mkdir "$temporary/base"
git -C "$root" archive "$base" protos | tar -x -C "$temporary/base"
"$here/workspace.sh" "$temporary/base/protos" "$temporary/old"
"$buf" breaking contract --against "$temporary/old/contract"
echo "protos: breaking changes: none since $(git -C "$root" rev-parse --short "$base")"
