# Allows one change at a time on a host, for all its sites. The kernel releases the lock when its holder dies. Only root can open the file, as any
# process that can open it can hold the lock. Commands that run as other users are started without it (`9>&-`).

lock() { # HOLDER: user@machine
  local file=$root/.lock
  for (( ; ; )); do
    [ -d "$root" ] || mkdir -p "$root"
    umask 077
    exec 9>> "$file"
    umask 022
    # An earlier version may have made it with another mode.
    [ "$(stat --format %a "$file")" = 600 ] || chmod 0600 "$file"
    if ! flock --wait 60 9; then
      [ -z "$release" ] || discard "$release"
      finish locked "$(lock_holder "$file")"
    fi
    # When the last site is removed, the file and its folder are too: a lock on a deleted file is worth nothing.
    [ ! /proc/self/fd/9 -ef "$file" ] || break
  done
  printf '%s since %(%Y-%m-%dT%H:%M:%S%z)T, by %s\t%s\n' "${home##*/}" -1 "$1" "$$" > "$file"
}

lock_holder() { # FILE: in words. The file names its last holder, which counts only while that process has the file open
  local said pid process command
  IFS=$'\t' read -r said pid < "$1"
  if [ -n "$pid" ] && [ "/proc/$pid/fd/9" -ef "$1" ]; then
    printf 'another push holds the host: %s (process %s)' "$said" "$pid"
    return
  fi
  for process in /proc/[0-9]*; do
    command=$(tr '\0' ' ' < "$process/cmdline" 2> /dev/null)
    # Processes that wait for the lock have the file open as well.
    if [[ -z $command || $command == *'/.tlsup/activate '* || $command == 'flock --wait '* ]]; then continue; fi
    if is_open_in "$process" "$1"; then
      printf 'the process %s holds the lock of the host, %s: %s' "${process##*/}" "$1" "$command"
      return
    fi
  done
  printf 'the lock of the host is held: %s' "$1"
}

is_open_in() { # PROCESS FILE
  local descriptor
  for descriptor in "$1"/fd/*; do
    [ ! "$descriptor" -ef "$2" ] || return 0
  done
  return 1
}
