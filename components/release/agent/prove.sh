# Compares what is served with what should be.

prove_seconds=20

# Units that did not run before a renewal, and serve no TLS themselves: it changes nothing of them, so it may not fail by them.
down=()

note_down() {
  local unit tables=$releases/$previous/.tlsup
  column "$previous" services
  for unit in "${cells[@]}"; do
    systemctl --quiet is-active "$unit" || cut -f3 "$tables/probes" | sed "s/.*/^&\t$unit\t/" | grep -qf - "$tables/ports" || down+=("$unit")
  done
}

certificates() { # TEXT: the PEM certificates in it, without their line ends, into `found`
  local text=$1 body
  found=
  while [[ $text == *'-----BEGIN CERTIFICATE-----'* ]]; do
    text=${text#*'-----BEGIN CERTIFICATE-----'}
    body=${text%%'-----END CERTIFICATE-----'*}
    found+=${body//[$' \t\r\n']/}$'\n'
  done
}

fingerprint() { # CERTIFICATES: SHA-256 of the first
  local sum
  sum=$(base64 --decode <<< "${1%%$'\n'*}" | sha256sum)
  printf '%s' "${sum%% *}"
}

# Makes one handshake, and one request on it, of a wildcard for a name below it: sets `asked` to the place, `found` to the chain that is served there, and
# `answered` to the answer's status.
ask() { # PROTOCOL NAME PORT HEALTH ADDRESS
  local output name=${2/#'*'/tlsup-proof} address=${5:-$arrival} place=${places[$3]:-127.0.0.1:$3} from=(-bind 127.0.0.1:0)
  asked=$3
  # An owner's web server may take the visitors of one address, which 127.0.0.1 does not show.
  if [ "$1" = https ] || [ "$5" ]; then asked="$3 of $address" place="[$address]:$3"; fi
  # MariaDB turns away before TLS whom no account admits, but not the host itself.
  [[ $place != \[* ]] || from=(-bind '[::1]:0')
  # When `head` cuts off a long response, SIGPIPE ends the client.
  { output=$(
    trap - PIPE
    case $1 in
      https)
        shake_hands "$name" "$place" -ign_eof \
          <<< "GET $4 HTTP/1.1"$'\r\n'"Host: $name"$'\r\n''User-Agent: tlsup'$'\r\n''Accept: */*'$'\r\n''Connection: close'$'\r\n\r' | head -c 65536
        ;;
      tls) shake_hands "$2" "$place" "${from[@]}" < /dev/null ;;
      *) shake_hands "$2" "$place" "${from[@]}" -starttls "$1" < /dev/null ;;
    esac
  ); } 2> /dev/null
  certificates "${output%%$'\nServer certificate\n'*}"
  answered=
  # Matches within a line too: the answer may come in the middle of a message of the client's about sessions.
  if [[ ${output#*$'\nServer certificate\n'} =~ HTTP/1\.[01]' '([0-9]{3}) ]]; then answered=${BASH_REMATCH[1]}; fi
}

# Sets `arrival` to where visitors come to, and `client` to the options for a server that demands a certificate of them.
come_as_visitors_of() { # FOLDER: of a release
  local address=
  arrival=127.0.0.1 client=()
  { read -r address < "$1/.tlsup/arrival"; } 2> /dev/null
  # The host may have another address by now.
  if [[ $address == *.* ]] && has_address "$address"; then arrival=$address; fi
  if [ -f "$1/clients/proof.pem" ]; then client=(-cert "$1/clients/proof.pem" -key "$1/clients/proof-key.pem"); fi
}

has_address() { [ -n "$(ip address show to "$1" 2> /dev/null)" ]; }

shake_hands() { # NAME PLACE OPTION...: without the system's roots, which take long to read and are of no use here
  timeout 5 openssl s_client "${@:3}" "${client[@]}" -showcerts -no-CAfile -no-CApath -no-CAstore -connect "$2" -servername "$1"
}

prove() { # RELEASE
  come_as_visitors_of "$releases/$1"
  prove_probes "$releases/$1/.tlsup/probes" "$releases/$1/tls/fullchain.pem" && prove_units "$1" && hear_complaints "$1" || return
  # The former name is served until its record is gone.
  [ ! -s "$releases/$1/former/.tlsup/probes" ] || prove_probes "$releases/$1/former/.tlsup/probes" "$releases/$1/former/tls/fullchain.pem"
}

# What runs by a configuration that it could not read again must not be restarted. What the release in force has brought was heard when it came.
hear_complaints_before() {
  same_file "$releases/$previous/.tlsup/complaints" "$releases/$release/.tlsup/complaints" || hear_complaints "$release" before
}

# A renewal, and what was there before, must not fail by what the owner has changed since.
hear_complaints() { # RELEASE [before]: then it may not run yet, and one that cannot be asked is told of later
  local command heard said=$releases/$1/.tlsup/said
  [ "$verb$1" = "activate$release" ] || return 0
  while read -r command; do
    if heard=$(eval "timeout 20 $command" < /dev/null 2> "$said" 9>&-); then
      failure=$(one_line "$heard")
      [ -z "$failure" ] || return
    elif [ -z "${2-}" ]; then
      say progress "warning: a service could not be asked whether it reads all of its configuration: $(one_line "$(< "$said")")"
    fi
  done < "$releases/$1/.tlsup/complaints"
}

prove_probes() { # TABLE CHAIN
  local protocol name port health address expected end=$((SECONDS + prove_seconds))
  certificates "$(< "$2")"
  expected=$found
  while IFS=$'\t' read -r protocol name port health address; do
    # A host that has lost an address still renews, and goes back; a new release needs it.
    [[ -z $address || ($verb == activate && $1 == */$release/.tlsup/*) ]] || has_address "$address" || continue
    until is_proven "$expected" "$protocol" "$name" "$port" "$health" "$address" || is_left_out "${1%probes}ports" "$port"; do
      if [ "$SECONDS" -ge "$end" ]; then
        failure="$(difference "$expected" "$name" "$asked" "$health"), for $prove_seconds seconds"
        return 1
      fi
      pause 0.05
    done
  done < "$1"
}

# Makes sure that this release has answered: its units run, and they hold its ports.
prove_units() { # RELEASE
  local end=$((SECONDS + prove_seconds))
  until are_running "$1" && hold_ports "$1"; do
    if [ "$SECONDS" -ge "$end" ]; then
      failure+=", for $prove_seconds seconds"
      return 1
    fi
    pause 0.1
  done
}

are_running() { # RELEASE: its units
  local states i
  column "$1" services
  [ "${#cells[@]}" -gt 0 ] || return 0
  mapfile -t states < <(systemctl is-active "${cells[@]}")
  for i in "${!cells[@]}"; do
    case ${states[i]} in active | reloading | refreshing) continue ;; esac
    ! is_among "${cells[i]}" "${down[@]}" || continue
    failure="${cells[i]} is ${states[i]}: $(reason_of "${cells[i]}")"
    return 1
  done
}

is_proven() { # CHAIN PROTOCOL NAME PORT HEALTH ADDRESS
  ask "${@:2}"
  # A renewal changes nothing of the application, and does not judge it.
  [ "$found" = "$1" ] && { [ "$verb$2" != activatehttps ] || [ "${answered:-500}" -lt 500 ]; }
}

difference() { # CHAIN NAME PLACE HEALTH: in words, what was wrong with the last answer
  if [ -z "$found" ]; then
    printf 'nothing serves TLS for %s on port %s' "$2" "$3"
  elif [ "${found%%$'\n'*}" != "${1%%$'\n'*}" ]; then
    printf 'the certificate served for %s on port %s has the SHA-256 %s instead of %s' "$2" "$3" "$(fingerprint "$found")" "$(fingerprint "$1")"
  elif [ "$found" != "$1" ]; then
    printf 'the chain served for %s on port %s is another than that of the release' "$2" "$3"
  else
    printf 'https://%s%s on port %s answered %s instead of a status below 500' "$2" "$4" "$3" "${answered:-nothing}"
  fi
}
