# shellcheck shell=bash
# Puts the files of a lineage in their places. The calling script defines `own_files`, which prints every file that belongs to the lineage.

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
