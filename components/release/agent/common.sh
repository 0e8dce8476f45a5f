# Shared by all scripts on the host. `host-scripts.ts` joins the parts to one text.
set -uo pipefail
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

root=/opt/tlsup

say() { # KIND DETAIL: a line of the answer
  printf '%s\t%s\n' "$1" "$2" 2> /dev/null || true
}

# The outcomes and their exit codes; `outcome.ts` has the sentences for the user.
declare -A exit_codes=(
  [proven]=0 [refused]=10 [rolled-back]=11 [rollback-failed]=12 [locked]=13 [occupied]=14
  [unfit]=15 [not-installed]=16 [not-completed]=17 [broken-before]=18 [malformed]=19
)

finish() { # OUTCOME DETAIL
  local detail=$2
  if [[ $detail == *'No space left on device'* ]]; then detail="disk full: $detail"; fi
  say "$1" "$detail"
  exit "${exit_codes[$1]}"
}

is_site_name() { # TEXT: folders and units are named after it
  [[ $1 =~ ^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$ && $1 != *..* && ${#1} -le 226 ]]
}

require_home() { # HOME: all that follows writes and removes below it
  if [[ $1 == "$root/"* ]] && is_site_name "${1#"$root/"}"; then return; fi
  finish malformed "a site's folder must be $root/ and a name of a-z, 0-9, dots and hyphens: it is $1"
}

other_sites() { # into `others`: the folders of the other sites on this host, without the links from domains to them
  local site
  others=()
  for site in "$root"/*; do
    if [ -d "$site" ] && [ ! -L "$site" ] && [ "$site" != "$home" ]; then others+=("$site"); fi
  done
}

# What cannot be in force is deleted, and of a site without a release everything: its stack does not know that it was here.
discard() { # RELEASE
  local release=$home/releases/${1:?}
  if [ ! "$release" -ef "$home/current" ] && ! grep -qsF -- "$1" "$home/.pending"; then rm -rf "$release"; fi
  if [ -L "$home/current" ] || [ -s "$home/.pending" ]; then return; fi
  # Another run may have sent a release as well.
  if rmdir "$home/releases" 2> /dev/null || [ ! -e "$home/releases" ]; then rm -rf "${home:?}"; fi
}

hosts_in() { # FOLDER: every name of a release, into `hosts`: the domain first
  local name
  domain_in "$1"
  column_of "$1" aliases
  hosts=(${domain:+"$domain"})
  for name in "${cells[@]}"; do is_among "$name" "${hosts[@]}" || hosts+=("$name"); done
}

domain_in() { # FOLDER: the domain of a release, into `domain`
  domain=
  { IFS= read -r domain < "$1/.tlsup/domain"; } 2> /dev/null
}

pause() { # SECONDS: without starting a program
  [ -n "${silence-}" ] || exec {silence}<> <(:)
  read -rt "$1" -u "$silence" || true
}

one_line() { # TEXT
  local text=${1//$'\t'/ }
  while [[ $text == *$'\n' ]]; do text=${text%$'\n'}; done
  printf '%s' "${text//$'\n'/; }"
}

is_served() { # NAME HOST...: by a wildcard too
  is_among "$@" || is_among "*.${1#*.}" "${@:2}"
}

is_among() { # TEXT CANDIDATE...
  local text=$1 candidate
  shift
  for candidate; do [ "$candidate" != "$text" ] || return 0; done
  return 1
}

same_file() { # PATH PATH: compares without starting a program
  local one other
  [ -f "$1" ] && [ -f "$2" ] || return
  IFS= read -r -d '' one < "$1"
  IFS= read -r -d '' other < "$2"
  [ "$one" = "$other" ]
}

write_durably() { # PATH TEXT: or leaves what was there
  printf '%s\n' "$2" > "$1.new" && sync "$1.new" && mv -fT "$1.new" "$1" && sync "${1%/*}"
}

column() { # RELEASE TABLE: the first column of a release's table, into the array `cells`; empty without a release
  cells=()
  [ -z "$1" ] || column_of "$releases/$1" "$2"
}

column_of() { # FOLDER TABLE
  local cell
  cells=()
  [ -f "$1/.tlsup/$2" ] || return 0
  while IFS=$'\t' read -r cell _; do cells+=("$cell"); done < "$1/.tlsup/$2"
}
