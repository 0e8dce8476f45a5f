# Receives a release, without touching anything that is in force. `receiveCommand` sets the variables.

preflight() {
  local ahead=$((EPOCHSECONDS - clock)) target=$home place free size inodes all
  [ "$EUID" = 0 ] || finish unfit "the SSH user must be root, or use sudo without a password"
  # Only a warning: either clock may be wrong, and a renewal that waits for a correction may come too late.
  if [ "${ahead#-}" -gt 300 ]; then
    say progress "warning: the host's clock is $ahead seconds ahead of the clock of the machine that pushes ($(date --utc '+%F %T') UTC)"
  fi
  until [ -d "$target" ]; do target=${target%/*}; done
  for place in "${target:-/}" /etc; do
    [ -w "$place" ] || finish unfit "the file system of $place must be writable: it is read-only"
  done
  require_units_at_boot "${target:-/}"
  while read -r place free size inodes all; do
    if [ $((free * size)) -lt $((bytes * 2 + 1048576)) ]; then
      finish unfit "disk full: $place has $((free * size / 1024)) KiB left, the release needs $((bytes * 2 / 1024 + 1024)) KiB"
    fi
    # A file system that makes inodes on demand reports 0.
    if [ "$all" != 0 ] && [ "$inodes" -lt $((entries + 100)) ]; then
      finish unfit "disk full: $place has $inodes inodes left, the release needs $((entries + 100))"
    fi
  done < <(stat --file-system --format '%n %a %S %d %c' "${target:-/}" /etc)
}

# Units are links into the site's folder, and systemd reads them before it mounts other file systems. Source: systemctl(1), "link".
require_units_at_boot() { # FOLDER
  local link unit mount
  mount=$(findmnt --noheadings --output TARGET --target "$1")
  # What is mounted by hand is not there at boot at all.
  { [ "${mount:-/}" != / ] && findmnt --fstab "$mount"; } > /dev/null 2>&1 || return 0
  for link in "${unit_links[@]}"; do
    unit=${link#/etc/systemd/system/}
    if [[ $link == *.d/*/unit.conf ]] && runs_for_others "${unit%%.d/*}"; then continue; fi
    finish unfit "$root must be on the root file system, as systemd reads the site's units at boot before it mounts others: it is on the one mounted at \
$mount. Move what that holds to the root file system, and take it out of /etc/fstab"
  done
}

# Packages are not checked again until dpkg's own record changes.
check_packages() {
  local seen missing=() relation name
  seen="$(stat --format '%i %y' /var/lib/dpkg/status) ${packages[*]}"
  if [ -f "$home/.packages" ] && [ "$(< "$home/.packages")" = "$seen" ]; then return; fi
  look_up_packages
  for relation in "${packages[@]}"; do
    name=${relation%% *}
    if [ -z "${versions[$name]-}" ]; then missing+=("$name"); fi
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    require_free_ports
    install_packages "${missing[@]}"
    look_up_packages
  fi
  for relation in "${packages[@]}"; do require_version "$relation"; done
  mkdir -p "$home"
  printf '%s\n' "$(stat --format '%i %y' /var/lib/dpkg/status) ${packages[*]}" > "$home/.packages"
}

require_free_ports() { # before anything is installed for a server that could not start
  local taken
  look_at_ports
  taken=$(taken_ports "${ports[@]}")
  [ -z "$taken" ] || finish occupied "$(one_line "$taken")"
}

look_up_packages() { # into `versions`, by name; only packages that are installed
  local name state version
  declare -gA versions=()
  while read -r name state version; do
    if [ "$state" = installed ]; then versions[$name]=$version; fi
  done < <(dpkg-query --show --showformat '${Package} ${db:Status-Status} ${Version}\n' "${packages[@]%% *}" 2> /dev/null)
}

require_version() { # RELATION: nginx, or nginx (>= 1.22)
  local name operator needed found
  read -r name operator needed <<< "${1//[()]/}"
  found=${versions[$name]-}
  [ -n "$found" ] || finish not-installed "the package $name could not be installed"
  [ -z "$operator" ] || dpkg --compare-versions "$found" "$operator" "$needed" ||
    finish not-installed "the package $name must be $operator $needed: the host has $found"
}

# Runs in its own unit, so that a lost connection cannot leave dpkg half done. Packages must not start their services, now or at a reboot, as
# the release may be refused, and another process may hold the port. Source: systemctl(1), SYSTEMD_OFFLINE.
install_packages() { # NAME...
  local output script
  say progress "installing $*"
  mkdir -p "$root"
  # shellcheck disable=SC2016 # The unit expands it.
  script=$(declare -f patient_apt_get install_from_lists apt_reasons)'
    umask 077
    exec 9>> "$1/.apt-lock"
    flock --wait 1800 9 || { echo "another push has been installing packages for half an hour"; exit 1; }
    umask 022
    for unit in $2; do systemctl -q is-enabled "$unit" || off+=("$unit"); done 2> /dev/null
    dpkg --configure -a --force-confold 9>&-
    install_from_lists "${@:3}" 9>&-
    status=$?
    for unit in "${off[@]}"; do
      if systemctl -q is-enabled "$unit" && ! grep -qs "^${unit%.service}[.@]" "$1"/*/current/.tlsup/services; then systemctl -q disable "$unit"; fi
    done 2> /dev/null
    exit "$status"
  '
  # By standard input, as systemd cannot reread a command of several lines.
  output=$(printf '%s' "$script" | systemd-run --quiet --wait --pipe --collect --setenv=SYSTEMD_OFFLINE=1 --setenv=DEBIAN_FRONTEND=noninteractive \
    --setenv=LC_ALL=C bash -c 'source /dev/stdin' install "$root" "${units[*]/@*/.service}" "$@" 2>&1) ||
    finish not-installed "the packages $* could not be installed: $(one_line "$output")"
  systemctl daemon-reload
}

unpack() { # unpacks the archive on standard input, and compares each checksum
  local output odd staging=$home/releases/.staging-$folder-$$ stale
  for stale in "$home"/releases/.staging-*; do
    # The name ends with the number of the process that filled it.
    if [ -d "$stale" ] && [ ! -d "/proc/${stale##*-}" ]; then rm -rf "$stale"; fi
  done
  output=$(
    {
      mkdir -p "$staging/.tlsup/view" && tar --extract --directory "$staging" --no-same-owner --same-permissions &&
        cd "$staging" && sha256sum --quiet --strict --check .tlsup/sums
    } 2>&1
  ) && odd=$(malformed_row "$staging") && [ -z "$odd" ] &&
    output=$({ cd "$staging" && link_trees && mv -T "$staging" "$home/releases/$folder"; } 2>&1) && return
  rm -rf "$staging"
  [ -z "${odd-}" ] || finish malformed "$odd"
  finish unfit "$home/releases: $(one_line "$output")"
}

receive() {
  require_home "$home"
  preflight
  check_packages
  unpack
}

# A folder that was changed by hand has more than one copy: see trees.sh. Only the last one is whole.
link_last_copies() {
  local path digest copy here=$home/releases/$folder
  [ -s "$here/.tlsup/trees" ] || return 0
  while IFS=$'\t' read -r path digest; do
    # shellcheck disable=SC2012 # digests are hexadecimal
    copy=$(cd "$home/trees" && ls -d "$digest" "$digest"-*[0-9] 2> /dev/null | sort -V | tail -n 1)
    [ -n "$copy" ] && ln -sfn "$home/trees/$copy" "$here/$path" && printf '%s\t%s\n' "$path" "$copy" || return
  done < "$here/.tlsup/trees" > "$here/.tlsup/trees.new" && mv -fT "$here/.tlsup/trees.new" "$here/.tlsup/trees"
}

# The activation finishes or rolls back even if the connection is lost, or a signal ends it. A check that is killed for want of memory has failed.
enter() {
  local address
  link_last_copies || finish unfit "$home/releases must be writable, and the folders that were sent must be in $home/trees"
  # Where this connection arrived, behind any translation of addresses, visitors arrive too.
  read -r _ _ address _ <<< "${SSH_CONNECTION-}"
  printf '%s\n' "$address" > "$home/releases/$folder/.tlsup/arrival"
  exec systemd-run --quiet --wait --pipe --collect --unit="tlsup-activate-$folder" -p Restart=on-abnormal -p RestartForceExitStatus=143 \
    -p StartLimitIntervalSec=1h -p StartLimitBurst=4 -p OOMPolicy=continue -p IgnoreSIGPIPE=no \
    bash "$home/releases/$folder/.tlsup/activate" activate "$home" "$folder" "$pusher" < /dev/null
}
