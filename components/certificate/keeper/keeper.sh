# shellcheck disable=SC2034,SC2154
# Runs on the host, behind lineage.sh: obtain | inspect | remove, for the certificate that the agent keeps for SITE; register | account | unregister, for its
# account at the CA.
user=tlsup-acme
unit=tlsup-acme-$site
program=/usr/local/lib/tlsup-acme/$site
responder=$program/responder.sh
state=/var/lib/tlsup-acme/$site
registration=/run/tlsup-acme-account/$site

own_files() { program_files acme; }

failure() { # prints why the last try failed; nothing when it did not
  [ ! -f "$state/failure.json" ] ||
    runuser --user="$user" -- cat "$state/failure.json" | python3 -I -c 'import json, sys; print(json.load(sys.stdin)["reason"])'
}

show_certificate() { # the newest one, also while the standby is served
  local newest
  newest=$(find "$state" -mindepth 1 -maxdepth 1 -name '[0-9]*' 2> /dev/null | sort -V | tail -n 1) || return 0
  [ ! -f "$newest/fullchain.pem" ] || runuser --user="$user" -- cat "$newest/fullchain.pem"
}

is_standing_in() { [ "$(readlink "$state/live")" = "$program/standby" ]; }

run_agent() { # prints the activation's last message if the unit failed
  # A run that the timer started may still use the old settings.
  while [ "$(systemctl is-active "$unit.service")" = activating ]; do sleep 0.2; done
  systemctl start "$unit.service" 2> /dev/null && return
  last_words "$unit.service"
  return 1
}

prepare() {
  must_be_root
  install_packages python3 openssl ca-certificates
  id "$user" > /dev/null 2>&1 || useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
}

register() { # reads the program's files from standard input. Makes the account, or finds it, and prints what is known of it
  local said
  prepare
  install --directory --owner="$user" --group="$user" --mode=0700 "$state"
  write_files
  said=$(runuser --user="$user" -- env "STATE_DIRECTORY=$state" python3 -I "$registration" 2>&1) || {
    rm -rf "$registration"
    [ -f "$state/account.json" ] || unregister
    fail 20 "$said"
  }
  rm -rf "$registration"
  account
}

account() { # prints what is known of the account, if its key is there
  [ ! -s "$state/account.pem" ] || [ ! -f "$state/account.json" ] || runuser --user="$user" -- cat "$state/account.json"
}

unregister() { # keeps what the agent needs
  [ -e "$program" ] || remove_state
}

remove_state() {
  rm -rf "${program:?}" "${state:?}"
  rmdir "${program%/*}" 2> /dev/null || true
  if rmdir "${state%/*}" 2> /dev/null; then userdel "$user"; fi
}

obtain() { # reads the files from standard input
  local said reason
  prepare
  keep_former_alarm
  place_files
  # The agent hands the key on to the activation.
  [ ! -e "$program/standby/privkey.pem" ] || chgrp "$user" "$program/standby/privkey.pem"
  start_alarm
  # The user who runs this does not want to wait for the next try.
  rm -f "$state/failure.json"
  respond start
  said=$(run_agent) || said=${said:-failed}
  systemctl enable --quiet --now "$unit.timer"
  reason=$(failure)
  [ -z "$reason" ] || is_standing_in || fail 20 "$reason"
  if [ "$said" ]; then
    awaits_push "$said" <<< "$(show_certificate)" || fail 21 "$said"
    systemctl reset-failed "$unit.service"
  fi
  show_failure "$reason"
  show_certificate
}

show_failure() { # REASON
  [ -z "$1" ] || printf '%s\t%s\n' "$(if is_standing_in; then echo standing-in; else echo failure; fi)" "${1//$'\n'/; }"
}

inspect() { # PATHS...
  show_files "$@"
  show_timers acme alarm
  printf 'activation\t%s\n' "$(systemctl show --property=Result --value "$unit.service")"
  show_failure "$(failure)"
  show_certificate
}

remove() { # REVOKE: yes or no
  local said
  systemctl disable --quiet --now "$unit.timer" 2> /dev/null || true
  systemctl stop "$unit.service" 2> /dev/null || true
  if [ "$1" = yes ] && [ -f "$program/__main__.py" ]; then
    said=$(runuser -u "$user" -- env "STATE_DIRECTORY=$state" python3 -I "$program" revoke 2>&1) || fail 24 "${said#failed: }"
  fi
  place_files < /dev/null
  remove_programs
  systemctl reset-failed "$unit.service" 2> /dev/null || true
  rm -rf "/var/lib/systemd/timers/stamp-$unit.timer"
  remove_state
}

"$verb" "$@"
