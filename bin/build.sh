#!/bin/sh
# Compiles into dist/, which is there as a whole or not at all. The arguments are options of tsc.
set -e
rm -rf dist.new
tsc -p tsconfig.build.json --outDir dist.new "$@"
find components localcloud/providers \( -name '*.sh' -o -name '*.py' -o -name '*.json' \) -exec cp --parents -t dist.new {} +
touch dist.new/built
rm -rf dist
mv dist.new dist
