# shellcheck shell=bash disable=SC2154
# For the scripts of programs that keep certificates on hosts.
# Such a script sets `site`, and defines `own_files`, which prints every file that belongs to the certificate.

fail() { # CODE TEXT
  printf '%s\n' "$2" >&2
  exit "$1"
}

install_packages() { # NAME...
  local package reasons
  local -a missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  reasons=$(install_from_lists "${missing[@]}") || fail 22 "the packages ${missing[*]} could not be installed: ${reasons//$'\n'/; }"
}

write_files() { # lines MODE PATH BASE64 on standard input. Sets `placed` to their paths, and `changed` to those that it wrote
  local mode path content
  placed=()
  changed=()
  while read -r mode path content; do
    placed+=("$path")
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
  local -a placed
  stop_alarm
  known=$(own_files)
  write_files
  while read -r path; do
    if [ -z "$path" ] || printf '%s\n' "${placed[@]-}" | grep -qxF -- "$path"; then continue; fi
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

alarm_files() { # prints every file of the program that sends alarms for SITE
  find "/usr/local/lib/tlsup-alarm/$site" "/etc/systemd/system/tlsup-alarm-$site".{service,timer} -type f 2> /dev/null || true
}

stop_alarm() {
  [ -e "/etc/systemd/system/tlsup-alarm-$site.timer" ] || return 0
  systemctl disable --quiet --now "tlsup-alarm-$site.timer"
  python3 -I "/usr/local/lib/tlsup-alarm/$site" forget < /dev/null || true
}

start_alarm() { # if its program was placed
  local said
  [ -e "/etc/systemd/system/tlsup-alarm-$site.timer" ] || return 0
  said=$(python3 -I "/usr/local/lib/tlsup-alarm/$site" check 2>&1) || fail 22 "$said"
  systemctl enable --quiet --now "tlsup-alarm-$site.timer"
}

show_alarm() {
  printf 'alarm\t%s\n' "$(systemctl is-active "tlsup-alarm-$site.timer" || true)"
}

remove_alarm() { # after place_files has removed its files
  rm -rf "/usr/local/lib/tlsup-alarm/$site" "/var/lib/tlsup-alarm/$site"
  rmdir /usr/local/lib/tlsup-alarm /var/lib/tlsup-alarm 2> /dev/null || true
}
