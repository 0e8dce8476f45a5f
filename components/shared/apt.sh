# apt-get as a host that has just booted needs it: its own updates hold the locks. For dpkg's lock apt-get can wait by itself;
# for those of its lists and its archives it cannot.
patient_apt_get() { # ARGUMENT...
  local output deadline=$((SECONDS + 300))
  until output=$(apt-get -q -o DPkg::Lock::Timeout=300 "$@" 2>&1 < /dev/null); do
    if [[ $output != *'Could not get lock'* ]] || [ "$SECONDS" -ge "$deadline" ]; then
      printf '%s\n' "$output" >&2
      return 1
    fi
    sleep 1
  done
}
