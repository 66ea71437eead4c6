#!/usr/bin/env bash
# Prints the folder that holds google/type and google/rpc: of the restored NuGet package, in the version that the solution uses.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
version=$(sed -n 's/.*Include="Google.Api.CommonProtos" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
folder=${NUGET_PACKAGES:-$HOME/.nuget/packages}/google.api.commonprotos/$version/content/protos
if [[ ! -d $folder/google/type ]]; then
  echo "Google.Api.CommonProtos $version is not restored: run 'dotnet restore'." >&2
  exit 1
fi
echo "$folder"
