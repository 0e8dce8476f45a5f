#!/bin/bash
# Runs on the host: place HOME DIGEST | inspect HOME DIGEST.
#
# A folder that travelled is kept as HOME/trees/DIGEST and never written to again; its name is the SHA-256 of the manifest beside
# it. What it has in common with the folder used last is a hard link. A file counts as it should be by its mode, its size and by not
# having been written to since its manifest, as rsync does; what arrives is compared with its checksum.
set -uo pipefail
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

verb=$1 trees=$2/trees digest=$3

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# What follows removes below these folders, whoever sent their names.
[[ $2 =~ ^/opt/tlsup/[a-z0-9]([a-z0-9._-]*[a-z0-9])?$ && $2 != *..* && $digest =~ ^[0-9a-f]{64}$ ]] ||
  fail "a folder is kept under a site's name and a digest: not $2 $digest"

compare() { # FOLDER: its manifest's lines that hold, after `same`; paths after `changed`, `extra`, `missing`
  (cd "$1" && find . -type f -user "$EUID" ! -newer "../$1.manifest" -printf '%P\t%m\t%s\n' \
    -o -type l -printf '%P\tlink\t0\t%l\n' -o ! -type d -printf '%P\tother\n') |
    awk -F '\t' '
      NR == FNR { wanted[$1] = $2 == "link" ? $0 : $1 FS $2 FS $3; line[$1] = $0; next }
      !($1 in wanted) { print "extra\t" $1; next }
      { print wanted[$1] == $0 ? "same\t" line[$1] : "changed\t" $1; delete wanted[$1] }
      END { for (path in wanted) print "missing\t" path }' "$1.manifest" -
}

differences() { compare "$1" | sed '/^same\t/d'; }

is_whole() { [ -f "$1.manifest" ] && [ -d "$1" ] && [ -z "$(differences "$1")" ]; }

last_used() { # the folder, with a slash; one without a manifest was being published when its push was killed
  # shellcheck disable=SC2012 # digests are hexadecimal
  ls -dt [0-9a-f]*/ 2> /dev/null | while read -r folder; do
    if [ -f "${folder%/}.manifest" ]; then printf '%s\n' "$folder" && break; fi
  done
}

begin() { # FOLDER: with all that the folder used last holds, as hard links; what is right there and what is not
  local base
  base=$(last_used)
  if [ -z "$base" ]; then
    mkdir "$1" && : > "$1.base"
  else
    compare "${base%/}" > "$1.base" &
    cp -al "${base%/}" "$1" && wait "$!"
  fi
}

sort_out() { # FOLDER: takes away what is not wanted, and lists what is lacking
  awk -F '\t' -v unwanted="$1.unwanted" '
    NR == FNR { lacking[$0]; next }
    $1 == "same" && substr($0, 6) in lacking { delete lacking[substr($0, 6)]; next }
    $1 != "missing" { print $2 > unwanted }
    END { for (line in lacking) print line }' "$1.manifest" "$1.base" > "$1.lacking" || return
  if [ -s "$1.unwanted" ]; then
    tr '\n' '\0' < "$1.unwanted" | (cd "$1" && xargs -0 rm -f --) && find "$1" -mindepth 1 -type d -empty -delete
  fi
}

verify() { # FOLDER: what has arrived
  awk -F '\t' '$2 != "link" { print $4 "  " $1 }' "$1.lacking" > "$1.sums"
  if [ -s "$1.sums" ]; then (cd "$1" && sha256sum --quiet --strict --check "../$1.sums") || return; fi
  touch "$1.manifest"
}

publish() { # FOLDER DIGEST: the names are made durable by what activates a release that leads here
  sync -f "$1" || return
  if [ -d "$2" ]; then mv -T "$2" "$1.old" || return; fi
  mv -T "$1" "$2" && touch "$2" && mv -T "$1.manifest" "$2.manifest"
}

place() {
  local incoming=.incoming-$digest size
  { mkdir -p "$trees" && cd "$trees"; } || fail "$trees cannot be made"
  exec 9> .lock
  flock --wait 300 9 || fail "another push holds $trees/.lock"
  if is_whole "$digest"; then
    # What was just asked for is not tidied up before it is in force.
    touch "$digest"
    echo present
    return
  fi
  trap 'rm -rf "$trees"/.incoming-*' EXIT
  rm -rf .incoming-*
  echo wanted
  # While the list of files is made at the other end.
  begin "$incoming" || fail "$trees/$incoming cannot be made"
  read -r size && head -c "$size" > "$incoming.manifest"
  [ "$(sha256sum < "$incoming.manifest" | cut -c1-64)" = "$digest" ] || fail 'the list of files did not arrive whole'
  sort_out "$incoming" || fail "$trees/$incoming cannot be made"
  cut -f1 "$incoming.lacking"
  # No path is empty.
  echo
  if [ -s "$incoming.lacking" ]; then
    tar --extract --directory "$incoming" --touch --no-same-owner --same-permissions || fail 'the files could not be unpacked'
  fi
  verify "$incoming" || fail 'the files did not arrive as they were sent'
  publish "$incoming" "$digest" || fail "$trees/$digest cannot be made"
}

inspect() {
  if [ -f "$trees/$digest.manifest" ] && cd "$trees/$digest"; then
    cd .. && differences "$digest"
  else
    printf 'missing\t.\n'
  fi
}

"$verb"
