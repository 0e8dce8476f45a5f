#!/bin/bash
# Runs on the host: place HOME DIGEST | inspect HOME DIGEST PATH.
#
# A folder that was sent is kept as HOME/trees/DIGEST and never written to again; its name is the SHA-256 of the manifest beside
# it. One that was changed by hand may be in force: the next push makes a copy beside it, HOME/trees/DIGEST-2 and so on, and the
# last one counts. Files that it shares with the folder used last are hard links. A file that is there counts as unchanged if its
# mode and size are right and it is not newer than the manifest, as in rsync. Files that arrive are compared with their checksums.
set -uo pipefail
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

verb=$1 trees=$2/trees digest=$3

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# The commands below remove files in these folders, so the names are checked, regardless of their sender.
[[ $2 =~ ^/opt/tlsup/[a-z0-9]([a-z0-9._-]*[a-z0-9])?$ && $2 != *..* && $digest =~ ^[0-9a-f]{64}$ ]] ||
  fail "a folder is kept under a site's name and a digest: not $2 $digest"

compare() { # FOLDER: prints `same` and the manifest's line for what is unchanged, else `changed`, `extra` or `missing` and the path
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

begin() { # FOLDER: makes it of hard links to the folder used last, and compares that one with its manifest into FOLDER.base
  local base
  base=$(last_used)
  if [ -z "$base" ]; then
    mkdir "$1" && : > "$1.base"
  else
    compare "${base%/}" > "$1.base" &
    cp -al "${base%/}" "$1" && wait "$!"
  fi
}

sort_out() { # FOLDER: removes what is not wanted, and lists what is missing
  awk -F '\t' -v unwanted="$1.unwanted" '
    NR == FNR { lacking[$0]; next }
    $1 == "same" && substr($0, 6) in lacking { delete lacking[substr($0, 6)]; next }
    $1 != "missing" { print $2 > unwanted }
    END { for (line in lacking) print line }' "$1.manifest" "$1.base" > "$1.lacking" || return
  if [ -s "$1.unwanted" ]; then
    tr '\n' '\0' < "$1.unwanted" | (cd "$1" && xargs -0 rm -f --) && find "$1" -mindepth 1 -type d -empty -delete
  fi
}

verify() { # FOLDER: checks the files that have arrived
  # sha256sum would read a file named `-` from standard input.
  awk -F '\t' '$2 != "link" { print $4 "  ./" $1 }' "$1.lacking" > "$1.sums"
  if [ -s "$1.sums" ]; then (cd "$1" && sha256sum --quiet --strict --check "../$1.sums") || return; fi
  touch "$1.manifest"
}

last_copy() { # also in receive.sh
  # shellcheck disable=SC2012 # digests are hexadecimal
  ls -d "$digest" "$digest"-*[0-9] 2> /dev/null | sort -V | tail -n 1
}

next_copy() { # LAST
  case $1 in
    '') printf '%s' "$digest" ;;
    "$digest") printf '%s-2' "$digest" ;;
    *) printf '%s-%s' "$digest" "$((${1##*-} + 1))" ;;
  esac
}

publish() { # FOLDER COPY: the activation of a release that uses the folder makes the names durable
  sync -f "$1" || return
  mv -T "$1" "$2" && touch "$2" && mv -T "$1.manifest" "$2.manifest"
}

place() {
  local incoming=.incoming-$digest size copy
  { mkdir -p "$trees" && cd "$trees"; } || fail "$trees cannot be made"
  # Any process that can open the file can hold the lock. An earlier version may have made it with another mode.
  umask 077
  exec 9>> .lock
  umask 022
  chmod 0600 .lock
  flock --wait 300 9 || fail "$trees/.lock has been held for 300 seconds: another push may be receiving a folder"
  copy=$(last_copy)
  if [ -n "$copy" ] && is_whole "$copy"; then
    # A new time keeps it from being pruned before it is in force.
    touch "$copy"
    echo present
    return
  fi
  trap 'rm -rf "$trees"/.incoming-*' EXIT
  rm -rf .incoming-*
  echo wanted
  # Runs while the sender makes the list of files.
  begin "$incoming" || fail "$trees/$incoming cannot be made"
  read -r size && head -c "$size" > "$incoming.manifest"
  [ "$(sha256sum < "$incoming.manifest" | cut -c1-64)" = "$digest" ] || fail 'the list of files did not arrive whole'
  sort_out "$incoming" || fail "$trees/$incoming cannot be made"
  cut -f1 "$incoming.lacking"
  # An empty line ends the list.
  echo
  if [ -s "$incoming.lacking" ]; then
    tar --extract --directory "$incoming" --touch --no-same-owner --same-permissions || fail 'the files could not be unpacked'
  fi
  verify "$incoming" || fail 'the files did not arrive as they were sent'
  publish "$incoming" "$(next_copy "$copy")" || fail "$trees/$digest cannot be made"
}

inspect() { # PATH: of the folder in a release
  local copy
  copy=$(readlink "${trees%/*}/current/$1")
  copy=${copy##*/}
  if [[ $copy != "$digest"* ]]; then copy=$(cd "$trees" && last_copy); fi
  if [ -n "$copy" ] && [ -f "$trees/$copy.manifest" ] && [ -d "$trees/$copy" ]; then
    cd "$trees" && differences "$copy"
  else
    printf 'missing\t.\n'
  fi
}

"$verb" "${@:4}"
