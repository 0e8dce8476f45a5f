#!/bin/sh
# Compiles the library into dist/, then the local cloud and the policies into their own dist/. Each appears complete or not at all.
# With the argument `types`, also checks the library's types and writes its declarations.
set -e

# publish PROJECT: replaces the earlier result by the new one.
publish() {
  rm -rf "$1/dist"
  mv "$1/dist.new" "$1/dist"
}

rm -rf dist.new localcloud/dist.new policy/dist.new
rolldown --config bin/rolldown.config.mjs >/dev/null
node dist.new/schema-generator.js "$PWD" dist.new/schema.json
rm dist.new/schema-generator.js
node bin/scripts.mjs dist.new/components
if [ "$1" = types ]; then
  tsc -p tsconfig.build.json --outDir dist.new/declarations
  rolldown --config bin/declarations.config.mjs >/dev/null
  # The bundler adds its runtime, which declarations do not use.
  rm -r dist.new/declarations dist.new/types/rolldown-runtime.ts
fi
publish .
tsc -p localcloud/tsconfig.build.json --outDir localcloud/dist.new
cp localcloud/providers/inputs.json localcloud/dist.new/providers/
publish localcloud
tsc -p policy/tsconfig.build.json --outDir policy/dist.new
publish policy
