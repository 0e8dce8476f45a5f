# Tests the new configuration in a private copy-on-write view of /etc, before anything is touched.

overlay() { # DIRECTORY: from now on, what is written below it stays in memory and in this mount namespace
  # Linux takes at most 255 bytes for each option from newer versions of mount: the folders are named from within the view.
  (cd "$view" && mount -t overlay -o "lowerdir=$1,upperdir=upper$1,workdir=work$1" tlsup "$1")
}

rehearse() {
  local mount place mounts mounted=()
  view=$releases/$release/.tlsup/view
  # At once: for each line that `read` takes, the kernel makes all of the lines before it again.
  mapfile -t mounts < /proc/self/mountinfo
  for mount in "${mounts[@]}"; do
    # The overlay would show what lies under a file that is itself a mount.
    if [[ $mount == *' /etc/'* ]] && read -r _ _ _ _ place _ <<< "$mount" && [[ $place == /etc/* && -f $place ]]; then mounted+=("$place"); fi
  done
  mount -t tmpfs -o mode=0700 tmpfs "$view" && mkdir -p "$view"/{upper,work}/etc "$view"/{upper,work}"$home" || return
  [ "${#mounted[@]}" = 0 ] || cp --parents --preserve=mode "${mounted[@]}" "$view/upper" || return
  overlay /etc && overlay "$home" && survey "$previous" "$release" && switch "$previous" "$release" && check
}

check() { # runs the servers' own tests, on what is in force or on the view
  local command
  while read -r command; do
    eval "timeout 120 $command" < /dev/null 9>&- || return
  done < "$releases/$release/.tlsup/checks"
}
