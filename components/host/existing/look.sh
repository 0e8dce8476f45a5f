# Prints what a machine is and what is on it: each line has a kind and its facts. Changes nothing.
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

say() { # KIND FACT...
  local IFS=$'\t'
  printf '%s\n' "$*"
}

look_at_system() {
  local ID='' VERSION_ID=''
  # shellcheck disable=SC1091 # os-release(5): assignments that a shell reads.
  . /etc/os-release
  say system "$ID"
  say version "$VERSION_ID"
  say architecture "$(uname -m)"
  # machine-id(5) asks for a hash of it where others may see it.
  say machine "$(printf 'tlsup %s' "$(< /etc/machine-id)" | sha256sum | cut -c 1-32)"
}

look_at_listeners() {
  local address users unit
  while read -r _ _ _ address _ users; do
    unit_of "$users"
    # With Ubuntu's ssh.socket, systemd listens as well as sshd.
    case $unit$users in ssh.service* | systemd-resolved.service* | 'systemd['*'"sshd"'*) continue ;; esac
    say listener "$unit" "${address##*:}"
  done < <(ss --no-header --listening --tcp --numeric --processes) | sort --unique --field-separator=$'\t' --key=2,2 --key=3,3n
}

look_at_lineages() {
  local path
  for path in /etc/letsencrypt/live/*/; do
    if [ -d "$path" ]; then path=${path%/} && say lineage "${path##*/}"; fi
  done
}

look_at_sites() {
  local path domain
  for path in /opt/tlsup/*/current/.tlsup/domain; do
    if [ -f "$path" ] && [ ! -L "${path%/current/*}" ] && IFS= read -r domain < "$path"; then say site "$domain"; fi
  done
}

look_at_system
look_at_listeners
look_at_lineages
look_at_sites
