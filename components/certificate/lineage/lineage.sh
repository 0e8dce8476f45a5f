# shellcheck shell=bash
# For the scripts of programs that keep certificates on hosts. Such a script defines `own_files`, which prints every file that belongs to the certificate.

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

place_files() { # lines MODE PATH BASE64 on standard input; removes files that are no longer named. Sets `changed` to what it wrote or removed
  local mode path content known
  local -a placed=()
  changed=()
  known=$(own_files)
  while read -r mode path content; do
    placed+=("$path")
    [ -d "${path%/*}" ] || mkdir -p "${path%/*}"
    if ! cmp -s "$path" <(base64 -d <<< "$content"); then
      changed+=("$path")
      (umask 077 && base64 -d <<< "$content" > "$path.tlsup-new")
      chmod "$mode" "$path.tlsup-new"
      mv -f "$path.tlsup-new" "$path"
    fi
    chmod "$mode" "$path"
  done
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
