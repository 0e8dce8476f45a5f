# Tests the new configuration in a private copy-on-write view of /etc and of where its links lead, before anything is touched.

overlay() { # DIRECTORY [ORIGINAL LAYER]: from now on, what is written below it stays in memory and in this mount namespace
  # Linux takes at most 255 bytes for each option from newer versions of mount: the folders are named from within the view.
  (cd "$view" && mount -t overlay -o "lowerdir=${2:-$1},upperdir=upper${3:-$1},workdir=work${3:-$1}" tlsup "$1")
}

# The overlay of /etc shows what lies under a folder that is itself a mount. So each mount is made again, those first that others are in.
mount_again() { # PATH...
  local path layer=0
  for path; do
    layer=$((layer + 1))
    # Not every file system can be overlaid, nor an overlay of an overlay.
    { [ -d "$path" ] && overlay_again "$path" "/$layer" 2> /dev/null; } || mount --bind -o ro "$view$path" "$path" || return
  done
}

overlay_again() { # PATH LAYER
  mkdir "$view"/{upper,work}"$2" && chmod --reference "$view$1" "$view/upper$2" && chown --reference "$view$1" "$view/upper$2" && overlay "$1" "${1#/}" "$2"
}

# A folder below /etc may be a link to one that the overlay of /etc does not cover, nor the command `mkdir` of a switch.
overlay_beyond_etc() {
  local each folder covered=/etc/ folders=(/etc)
  for each in "$previous" "$release"; do
    column "$each" links
    folders+=("${cells[@]%/*}")
  done
  # With a slash at the end, what lies in a folder follows it at once.
  while IFS= read -r folder; do
    folder=${folder%/}
    until [ -d "${folder:-/}" ]; do folder=${folder%/*}; done
    if [[ -z $folder || $folder/ == /etc/* || $folder/ == "$covered"* ]]; then continue; fi
    mkdir -p "$view"/{upper,work}"$folder" && chmod --reference "$folder" "$view/upper$folder" && chown --reference "$folder" "$view/upper$folder" &&
      overlay "$folder" || return
    covered=$folder/
  done < <(realpath --canonicalize-missing "${folders[@]}" | sed 's|$|/|' | LC_ALL=C sort --unique)
}

rehearse() {
  local mount place mounts mounted=() has_folder=
  view=$releases/$release/.tlsup/view
  # At once: for each line that `read` takes, the kernel makes all of the lines before it again.
  mapfile -t mounts < /proc/self/mountinfo
  for mount in "${mounts[@]}"; do
    if [[ $mount == *' /etc/'* ]] && read -r _ _ _ _ place _ <<< "$mount" && [[ $place == /etc/* && -e $place ]]; then
      mounted+=("$place")
      [ ! -d "$place" ] || has_folder=1
    fi
  done
  mount -t tmpfs -o mode=0700 tmpfs "$view" && mkdir -p "$view"/{upper,work}/etc "$view"/{upper,work}"$home" || return
  if [ -n "$has_folder" ]; then
    { mkdir "$view/etc" && mount --rbind /etc "$view/etc" && overlay /etc && mount_again "${mounted[@]}"; } || return
  else
    # To copy files takes one process for all of them.
    [ "${#mounted[@]}" = 0 ] || cp --parents --preserve=mode "${mounted[@]}" "$view/upper" || return
    overlay /etc || return
  fi
  overlay_beyond_etc && overlay "$home" && survey "$previous" "$release" && { switch "$previous" "$release" || { echo "${failure-}"; return 1; }; } && check
}

check() { # runs the servers' own tests, on what is in force or on the view
  local command
  while read -r command; do
    eval "timeout 120 $command" < /dev/null 9>&- || return
  done < "$releases/$release/.tlsup/checks"
}
