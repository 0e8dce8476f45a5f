# What every part of the host's side uses. The parts are joined to one text; `host-scripts.ts` says in which order.
set -uo pipefail
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

root=/opt/tlsup

say() { # KIND DETAIL: a line of the answer
  printf '%s\t%s\n' "$1" "$2" 2> /dev/null || true
}

finish() { # CODE OUTCOME DETAIL
  local detail=$3
  if [[ $detail == *'No space left on device'* ]]; then detail="disk full: $detail"; fi
  say "$2" "$detail"
  exit "$1"
}

one_line() { # TEXT
  local text=${1//$'\t'/ }
  while [[ $text == *$'\n' ]]; do text=${text%$'\n'}; done
  printf '%s' "${text//$'\n'/; }"
}

is_among() { # TEXT CANDIDATE...
  local text=$1 candidate
  shift
  for candidate; do [ "$candidate" != "$text" ] || return 0; done
  return 1
}

same_file() { # PATH PATH: without starting a program
  local one other
  [ -f "$1" ] && [ -f "$2" ] || return
  IFS= read -r -d '' one < "$1"
  IFS= read -r -d '' other < "$2"
  [ "$one" = "$other" ]
}

column() { # RELEASE TABLE: the first column of one of its tables, into the array `cells`; nothing for no release
  local cell
  cells=()
  [ -n "$1" ] || return 0
  while IFS=$'\t' read -r cell _; do cells+=("$cell"); done < "$releases/$1/.tlsup/$2"
}
