# shellcheck disable=SC2034,SC2154
# Begins the scripts of programs that keep certificates on hosts: VERB SITE ARGUMENTS... Each defines `own_files`, which prints every file of the
# certificate, sets `responder`, the program for a CA that looks for the names here, and ends by running its verb.
set -euo pipefail
umask 022
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
# The SSH connection may die; the script must still finish.
trap '' PIPE HUP

fail() { # CODE TEXT
  printf '%s\n' "$2" >&2
  exit "$1"
}

must_be_root() { [ "$(id -u)" = 0 ] || fail 1 'the SSH user must be root'; }

verb=$1 site=$2
shift 2
[[ $site =~ ^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$ && $site != *..* ]] || fail 1 "a certificate must be called by a host name: it is $site"

install_packages() { # NAME...
  local package reasons
  local -a missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  reasons=$(install_from_lists "${missing[@]}") || fail 22 "the packages ${missing[*]} could not be installed: ${reasons//$'\n'/; }"
}

respond() { # start | stop
  [ ! -f "$responder" ] || bash "$responder" "$1"
}

declare -A placed

write_files() { # lines MODE PATH BASE64 on standard input. Sets the keys of `placed` to their paths, and `changed` to those that it wrote
  local mode path content
  placed=()
  changed=()
  while read -r mode path content; do
    placed[$path]=1
    [ -d "${path%/*}" ] || mkdir -p "${path%/*}"
    if ! cmp -s "$path" <(base64 -d <<< "$content" 2> /dev/null); then
      changed+=("$path")
      (umask 077 && base64 -d <<< "$content" > "$path.tlsup-new")
      chmod "$mode" "$path.tlsup-new"
      mv -f "$path.tlsup-new" "$path"
    fi
    chmod "$mode" "$path"
  done
}

place_files() { # writes the files on standard input, and removes files that are no longer named. Sets `changed` to what it wrote or removed
  local path known
  stop_alarm
  known=$(own_files)
  write_files
  while read -r path; do
    if [ -z "$path" ] || [ "${placed[$path]-}" ]; then continue; fi
    changed+=("$path")
    rm -f "$path"
  done <<< "$known"
  systemctl daemon-reload
}

show_files() { # PATH...: prints a line for each existing file
  local path
  for path in "$@"; do
    [ ! -e "$path" ] || printf 'file\t%s\t%s\t%s\n' "$(stat -c %a "$path")" "$(sha256sum < "$path" | cut -c1-64)" "$path"
  done
}

program_files() { # PROGRAM: prints every file of it and of alarms for SITE
  local name
  for name in "$1" $(alarm); do
    find "/usr/local/lib/tlsup-$name/$site" "/etc/systemd/system/tlsup-$name-$site".{service,timer} -type f 2> /dev/null || true
  done
}

settings=/usr/local/lib/tlsup-alarm/$site/settings.json
former_alarm=/usr/local/lib/tlsup-alarm-$site.tar

is_own() { grep -s "\"${unit%.service}\"" "$@" > /dev/null; } # FILE: settings of an alarm

alarm() { # prints its name, unless the program that keeps the certificate by now has one
  if [ "$verb" != remove ] || [ ! -e "$settings" ] || is_own "$settings"; then echo alarm; fi
}

keep_former_alarm() { # of another program, which goes on if this one is removed first
  [ ! -e "$settings" ] || is_own "$settings" || (umask 077 && program_files . | tar -cPT - > "$former_alarm")
}

return_former_alarm() {
  [ -e "$former_alarm" ] || return 0
  if ! tar -xPOf "$former_alarm" "$settings" | is_own; then
    tar -xPf "$former_alarm"
    systemctl daemon-reload
    (start_alarm) || true
  fi
  rm "$former_alarm"
}

stop_alarm() {
  [[ $(alarm) && -e /etc/systemd/system/tlsup-alarm-$site.timer ]] || return 0
  systemctl disable --quiet --now "tlsup-alarm-$site.timer"
  python3 -I "/usr/local/lib/tlsup-alarm/$site" forget < /dev/null || true
}

start_alarm() { # if its program was placed
  local said
  [ -e "/etc/systemd/system/tlsup-alarm-$site.timer" ] || return 0
  said=$(python3 -I "/usr/local/lib/tlsup-alarm/$site" check 2>&1) || fail 22 "$said"
  systemctl enable --quiet --now "tlsup-alarm-$site.timer"
}

last_words() { # UNIT: of its last activation
  journalctl --no-pager --quiet --output=cat --identifier=bash --lines=20 --unit="$1" 2>&1 | grep $'^[a-z-]*\t' | tail -n 1
}

awaits_push() { # WORDS of an activation: whether the certificate on standard input has fewer names than the site, which the next push mends
  [[ $1 =~ 'visitors of '([^ ]+)' would refuse' && $(openssl x509 -noout -checkhost "${BASH_REMATCH[1]}") == *NOT* ]]
}

show_timers() { # PROGRAM...
  local name
  for name in "$@"; do printf '%s\t%s\n' "$name" "$(systemctl is-active "tlsup-$name-$site.timer" || true)"; done
}

remove_programs() { # PROGRAM...: their folders and the alarm's, once place_files has removed the files
  local name folder
  for name in "$@" $(alarm); do
    for folder in {/run,/usr/local/lib,/var/lib{,/private}}/"tlsup-$name"; do
      rm -rf "${folder:?}/$site"
      rmdir "$folder" 2> /dev/null || true
    done
  done
  return_former_alarm
}
