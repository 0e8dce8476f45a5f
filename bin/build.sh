#!/bin/sh
# Compiles the library into dist/, then the local cloud into localcloud/dist/. Each is there as a whole or not at all. The arguments are options of tsc.
set -e

# compile PROJECT FOLDER OPTIONS: into PROJECT/dist.new; what tsc leaves out is copied from the folder.
compile() {
  project=$1 folder=$2
  shift 2
  rm -rf "$project/dist.new"
  tsc -p "$project/tsconfig.build.json" --outDir "$project/dist.new" "$@"
  (cd "$project" && find "$folder" \( -name '*.sh' -o -name '*.py' -o -name '*.json' \) -exec cp --parents -t dist.new {} +)
}

# publish PROJECT: what was compiled takes the place of what was there.
publish() {
  rm -rf "$1/dist"
  mv "$1/dist.new" "$1/dist"
}

compile . components "$@"
node dist.new/components/provider/schema/execution/generate.js "$PWD" dist.new/components/provider/schema.json
publish .
compile localcloud providers "$@"
publish localcloud
