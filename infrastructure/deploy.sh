#!/bin/sh
# Deploys the callback handler to AWS: `./deploy.sh --help`. The program is TypeScript in src/, run by Node; this only
# finds it, and installs what its lockfile names when that has not been done yet. Relative paths are the caller's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ ! -d "$here/node_modules" ]; then
  echo 'Installing what infrastructure/package-lock.json names (once): npm ci ...' >&2
  npm ci --prefix "$here" --no-audit --no-fund --loglevel=error >&2
fi
# Some versions of npm install the Node that comes along without linking it; elsewhere than on Linux it is the caller's.
for node in "$here"/node_modules/.bin/node "$here"/node_modules/node-linux-*/bin/node "$(command -v node)"; do
  if [ -x "$node" ]; then break; fi
done
exec "$node" "$here/src/main.ts" "$@"
