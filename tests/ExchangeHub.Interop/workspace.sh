#!/usr/bin/env bash
# Makes a buf workspace of the contract and of the common protos that it imports: workspace.sh <protos> <new folder>
# protos/ itself names no dependency, because buf would look for one in its registry.
set -euo pipefail
protos=$1 workspace=$2
mkdir "$workspace"
cp -R "$protos" "$workspace/contract"
cp -R "$("$(dirname "$0")/common-protos.sh")" "$workspace/common"
# The contract's own settings, for two modules instead of one.
sed 's|^  - path: \.$|  - path: contract\n  - path: common|' "$protos/buf.yaml" > "$workspace/buf.yaml"
rm "$workspace/contract/buf.yaml"
