# shellcheck disable=SC2119,SC2120,SC2154
# Runs on the host, behind lineage.sh: begin | obtain | tell_address | give | take | describe | inspect | remove, for the lineage SITE.
# Puts its renewals in force.
unit=tlsup-renew-$site.service
live=/etc/letsencrypt/live/$site
conf=/etc/letsencrypt/renewal/$site.conf
library=/root/.cloudflare/cloudflare.cfg
roots=/usr/local/share/ca-certificates
responder=/usr/local/lib/tlsup-ari/$site/responder.sh
# Marks a lineage that came from another host and is not used yet, and one that went to another.
arrived=/etc/letsencrypt/tlsup/$site.arrived
moved=/etc/letsencrypt/tlsup/$site.moved
# How certbot's timer was before lineages of tlsup's needed it: disabled by its owner, or not there. Absent if it was on.
timer=/etc/letsencrypt/tlsup/timer

own_files() { # every file that was ever written for this lineage
  find "/etc/letsencrypt/renewal-hooks/deploy/tlsup-$site" "/etc/systemd/system/$unit" "/etc/letsencrypt/tlsup/$site.ini" \
    "$roots/tlsup-$site-"[0-9]*.crt -maxdepth 0 -type f 2> /dev/null || true
  if grep -qxF "# Written by tlsup for $site." "$library" 2> /dev/null; then printf '%s\n' "$library"; fi
  program_files ari
}

put_files() { # place_files, then the host trusts the roots among the files
  place_files
  if [[ " ${changed[*]-}" == *" $roots/"* ]]; then update-ca-certificates --fresh > /dev/null 2>&1; fi
}

run_certbot() { # certbot's output and exit code; waits for another certbot on the host
  local output status
  for _ in $(seq 60); do
    status=0
    output=$(certbot "$@" 2>&1 < /dev/null) || status=$?
    [[ $output == *"Another instance of Certbot is already running"* ]] || break
    sleep 2
  done
  printf '%s\n' "$output"
  return "$status"
}

tell_address() { # CERTBOT-ARGUMENTS...: of an account that is there; a new one gets its address when it is made
  local output
  command -v certbot > /dev/null || return 0
  output=$(run_certbot "$@") || [[ $output == *"Could not find an existing account"* ]] || fail 20 "$output"
}

# certbot renews a lineage as it was obtained: if that has changed, it must be obtained again.
is_as_wanted() { # LINES
  local line
  [ -e "$conf" ] || return 0
  while read -r line; do
    grep -qxF -- "$line" "$conf" || return 1
  done <<< "$1"
}

# A good certificate from another host needs no name that leads here; certbot's timer renews it when due.
is_good_as_it_came() { # LINES
  [ -e "$arrived" ] && is_as_wanted "$1" && openssl x509 -in "$live/fullchain.pem" -noout -checkend 0 > /dev/null
}

put_in_force() {
  local said
  # After a failure, a start would wait for the unit's next try; a restart does not.
  if systemctl restart "$unit" 2> /dev/null; then return; fi
  said=$(last_words "$unit")
  awaits_push "$said" < "$live/fullchain.pem" || fail 21 "$said"
  systemctl stop "$unit"
  systemctl reset-failed "$unit" 2> /dev/null || true
}

show_lineage() {
  cat "$live/privkey.pem" "$live/fullchain.pem"
}

keep_responding() { # at renewals, unless the owner has hooks there
  if [ -f "$responder" ] && ! grep -q "_hook['\"]\?\s*=" "$conf"; then
    sed -i "s#^\[renewalparams\]#&\npre_hook = bash $responder start\npost_hook = bash $responder stop#" "$conf"
  fi
}

is_owners() { # whether the host's owner has a lineage of this name. One file of tlsup's may have been removed by hand
  [ -e "$conf" ] && [ ! -e "$arrived" ] && [ ! -e "/etc/systemd/system/$unit" ] && [ ! -e "/etc/letsencrypt/renewal-hooks/deploy/tlsup-$site" ]
}

leave_to_owner() {
  ! is_owners || fail 23 "$conf must not be there: it is the host's owner's. Delete it (certbot delete --cert-name $site), or hand it over (pulumi import)"
}

undo() { # without a lineage, what kept the certificate before goes on, and its alarms
  [ -e "$conf" ] || remove
}

begin() { # the arguments of obtain, for a certificate that is not in the stack yet
  leave_to_owner
  obtain "$@"
}

obtain() { # PACKAGES RENEWAL-LINES CERTBOT-ARGUMENTS...
  local packages=$1 lines=$2 output='' status=0 was
  shift 2
  must_be_root
  was=$(systemctl is-enabled certbot.timer 2> /dev/null) || true
  if [ "$was" != enabled ]; then mkdir -p "${timer%/*}" && printf '%s\n' "$was" > "$timer"; fi
  # shellcheck disable=SC2086 # names, separated by spaces
  install_packages $packages
  keep_former_alarm
  put_files
  start_alarm
  systemctl enable --quiet --now certbot.timer
  if ! is_good_as_it_came "$lines"; then
    is_as_wanted "$lines" || set -- "$@" --force-renewal
    respond start || { undo; exit 1; }
    output=$(run_certbot "$@") || status=$?
    respond stop
    [ "$status" = 0 ] || { undo; fail 20 "$output"; }
  fi
  rm -f "$arrived"
  keep_responding
  systemctl enable --quiet --now "tlsup-ari-$site.timer"
  put_in_force
  show_lineage
}

give() { # CA-DIRECTORY: prints what another host needs to continue the lineage
  local accounts
  if [ ! -e "$conf" ] || is_owners; then return; fi
  mkdir -p "${moved%/*}"
  : > "$moved"
  cd /etc/letsencrypt || exit
  # certbot keeps old accounts elsewhere, behind a link.
  mapfile -t accounts < <(ls -d "accounts/${1#*://}" 2> /dev/null && realpath --relative-to=. "accounts/${1#*://}")
  tar -cz --no-recursion accounts --recursion "${accounts[@]}" "archive/$site" "live/$site" "renewal/$site.conf" | base64 -w 0
}

take() { # CA-DIRECTORY: reads the output of give on another host from standard input
  local kept='version|archive_dir|cert|privkey|chain|fullchain|account|authenticator|server|key_type|rsa_key_size|elliptic_curve|webroot_path'
  local packed here account accounts=()
  must_be_root
  leave_to_owner
  mkdir -p "${arrived%/*}"
  : > "$arrived"
  packed=$(cat)
  # Where certbot finds two accounts at one CA, it asks which one it is to use.
  here=$(ls "/etc/letsencrypt/accounts/${1#*://}" 2> /dev/null) || true
  [ -n "$here" ] || accounts=(accounts)
  printf %s "$packed" | base64 -d | tar -C /etc/letsencrypt --no-same-owner -xz "${accounts[@]}" "archive/$site" "live/$site" "renewal/$site.conf"
  # A replaced host may no longer be trusted: only settings that run no command stay. Values are printable, as certbot ends lines at more than sed does.
  sed -Ei '/^(\[renewalparams\]|\[\[webroot_map\]\]|('"$kept"'|dns_cloudflare_credentials|[a-z0-9*-]+(\.[a-z0-9-]+)+) = [ -~]*)$/!d' "$conf"
  account=$(sed -n 's/^account = //p' "$conf")
  [ -z "$here" ] || grep -qxF -- "$account" <<< "$here" || sed -i "s/^account = .*/account = ${here%%$'\n'*}/" "$conf"
  rm -f "$moved"
}

describe() { # prints what the lineage was made from, one file per line: PATH BASE64
  local path
  while read -r path; do
    [ ! -f "$path" ] || printf '%s %s\n' "$path" "$(base64 -w 0 < "$path")"
  done < <(printf '%s\n' "$conf" "$live/fullchain.pem"; own_files)
}

inspect() { # PATHS...
  show_files "$@"
  printf 'timer\t%s\n' "$(systemctl is-active certbot.timer || true)"
  show_timers ari alarm
  printf 'renewal\t%s\n' "$(systemctl show --property=Result --value "$unit")"
  [ ! -e "$live/fullchain.pem" ] || show_lineage || true
}

end_lineage() { # CERTBOT-ARGUMENTS...: revokes it, if they say so, and deletes it
  local output delete=(delete --non-interactive --cert-name "$site")
  # The host that took it over still serves it: do not revoke it. Nor need one that has expired, or was revoked by hand, be revoked.
  if [ -e "$moved" ] || ! openssl x509 -in "$live/fullchain.pem" -noout -checkend 0 > /dev/null; then set -- "${delete[@]}"; fi
  output=$(run_certbot "$@") && return
  [ "$1" = revoke ] || fail 24 "$output"
  # A CA may refuse the account of this host for a certificate that came from another: its key is good as well. Source: RFC 8555 section 7.6
  if [[ $output != *already*revoked* ]]; then output=$(run_certbot "$@" --key-path "$live/privkey.pem") && return; fi
  [[ $output == *already*revoked* ]] || fail 24 "$output"
  output=$(run_certbot "${delete[@]}") || fail 24 "$output"
}

leaves_timer_off() { # as its owner had it; one that came with certbot has nothing to do without a lineage
  [ -e "$timer" ] || return 1
  [ "$(< "$timer")" = disabled ] || [ -z "$(ls -A /etc/letsencrypt/renewal 2> /dev/null)" ]
}

remove() { # CERTBOT-ARGUMENTS...
  if is_owners; then return; fi
  systemctl disable --quiet --now "tlsup-ari-$site.timer" 2> /dev/null || true
  systemctl stop "$unit" "tlsup-ari-$site.service" 2> /dev/null || true
  if [ -e "$conf" ]; then end_lineage "$@"; fi
  rm -f "$moved" "$arrived"
  put_files < /dev/null
  remove_programs ari
  systemctl reset-failed "$unit" "tlsup-ari-$site.service" 2> /dev/null || true
  if compgen -G '/etc/letsencrypt/renewal-hooks/deploy/tlsup-*' > /dev/null; then return; fi
  if leaves_timer_off; then systemctl disable --quiet --now certbot.timer || true; fi
  rm -f "$timer"
  rmdir "${timer%/*}" 2> /dev/null || true
}

"$verb" "$@"
