# On a host that has just booted, the system's own updates hold apt's locks. apt-get can wait for dpkg's lock itself,
# but not for those of its lists and archives.
patient_apt_get() { # ARGUMENT...
  local output deadline=$((SECONDS + 300))
  # Ubuntu's needrestart restarts other services. Source: https://discourse.ubuntu.com/t/44671
  # A configuration file that is there already stays, and dpkg does not ask: the answer would be the end of its input. Source: dpkg(1), --force-confold.
  until output=$(NEEDRESTART_MODE=l apt-get -q -o DPkg::Lock::Timeout=300 -o DPkg::Options::=--force-confold "$@" 2>&1 < /dev/null); do
    if [[ $output != *'Could not get lock'* ]] || [ "$SECONDS" -ge "$deadline" ]; then
      printf '%s\n' "$output" >&2
      return 1
    fi
    sleep 1
  done
}

# What is on the host stays: apt removes no package for these.
install_from_lists() { # NAME...: updates the lists as far as possible, then installs. On failure prints apt's reasons, one a line
  local lists output
  # Without this mode apt ignores a mirror that does not answer, and later only says that it does not know the package.
  lists=$(patient_apt_get -o APT::Update::Error-Mode=any update 2>&1) && lists=
  output=$(patient_apt_get install -y --no-remove --no-install-recommends "$@" 2>&1) && return
  apt_reasons "$lists"$'\n'"$output"
  return 1
}

apt_reasons() { # OUTPUT
  local line count=0 removed=
  local -A told=()
  if [[ $1 == *$'will be REMOVED:\n'* ]]; then
    while IFS= read -r line && [[ $line == '  '* ]]; do removed+=${line#' '}; done <<< "${1#*$'will be REMOVED:\n'}"
    printf 'these would have to be removed, which is left to you:%s. Remove them first, if this host can do without them\n' "$removed"
  fi
  while IFS= read -r line; do
    if [[ $line =~ ^(E|Err:[0-9]*|W):?\ .*$ || $line == '  '*[Cc]ould\ not* ]] && [ -z "${told[$line]-}" ] && [ "$count" -lt 6 ]; then
      told[$line]=1
      count=$((count + 1))
      printf '%s\n' "${line#  }"
    fi
  done <<< "$1"
  [ "$count" -gt 0 ] || tail -n 5 <<< "$1"
}
