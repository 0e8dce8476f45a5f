# One change at a time on a host, whichever site it is for. The kernel lets go of the lock when its holder dies.

lock() { # HOLDER: who asks for it, user@machine
  local file=$root/.lock holder
  [ -d "$root" ] || mkdir -p "$root"
  for (( ; ; )); do
    exec 9>> "$file"
    if ! flock --wait 60 9; then
      holder=$(< "$file")
      finish 13 locked "another push holds the host: ${holder:-nobody that says so} ($file)"
    fi
    # The last site to go takes the file with it.
    [ ! /proc/self/fd/9 -ef "$file" ] || break
  done
  printf '%s since %(%Y-%m-%dT%H:%M:%S%z)T, by %s\n' "${home##*/}" -1 "$1" > "$file"
}
