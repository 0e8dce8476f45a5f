# The certificate that a program on the host keeps: certbot, or the agent for renewals.

take_lineage() { # FOLDER: prints what is wrong with it
  local source lineage
  IFS=$'\t' read -r source lineage < "$1/.tlsup/certificate"
  [ "$source" = lineage ] || return 0
  read_lineage "$1" "$lineage" > /dev/null 2>&1 && return
  # Its keeper may have been in the middle of a renewal.
  pause 1
  read_lineage "$1" "$lineage"
}

read_lineage() { # FOLDER LINEAGE
  local file in_force=$releases/$previous/tls
  for file in fullchain.pem privkey.pem; do
    [ -s "$2/$file" ] || { echo "$2/$file is not there: the program that keeps the certificate must have made it"; return 1; }
  done
  mkdir -p "$1/tls" && rm -f "$1/tls/fullchain.pem" "$1/tls/privkey.pem" &&
    read_as_keeper "$2" fullchain.pem > "$1/tls/fullchain.pem" &&
    (umask 077 && read_as_keeper "$2" privkey.pem > "$1/tls/privkey.pem") || return
  # A certificate that is in force already is not judged: the push may be what makes its renewal possible.
  if [ -n "$previous" ] && same_file "$in_force/fullchain.pem" "$1/tls/fullchain.pem" &&
    same_file "$in_force/privkey.pem" "$1/tls/privkey.pem"; then return 0; fi
  judge_certificate "$1" "$2"
}

# An unprivileged keeper must not get at other files by a link in its folder.
read_as_keeper() { # LINEAGE FILE: a file of the folder, read as the user whom the folder, or the link to it, belongs to
  timeout 20 runuser --user="$(stat -c %U "$1")" -- cat "$1/$2" < /dev/null 9>&- ||
    { echo "$1/$2 could not be read within 20 seconds as the user who keeps it" >&2; return 1; }
}

# Servers would also serve certificates that visitors refuse, and some start even if the key does not match.
judge_certificate() { # FOLDER LINEAGE: prints what is wrong with it
  local leaf name agent=${2#/var/lib/tlsup-acme/} least=1
  agent=/usr/local/lib/tlsup-acme/${agent%/live}
  [ "$(grep -c 'BEGIN CERTIFICATE' "$1/tls/fullchain.pem")" = "$(grep -c 'END CERTIFICATE' "$1/tls/fullchain.pem")" ] ||
    { echo "$2/fullchain.pem is cut off"; return 1; }
  leaf=$(openssl x509 -in "$1/tls/fullchain.pem" -noout -pubkey 2> /dev/null) ||
    { echo "$2/fullchain.pem does not begin with a certificate that parses"; return 1; }
  [ "$leaf" = "$(openssl pkey -in "$1/tls/privkey.pem" -pubout 2> /dev/null)" ] ||
    { echo "$2/privkey.pem must be the key of the first certificate in $2/fullchain.pem: it is a different key, or damaged"; return 1; }
  # A leaf vouches for itself where the agent's settings, which are root's, ask for one, and where it is root's own standby for the edge.
  if grep -sq '"days"' "$agent/settings.json" || cmp -s "$agent/standby/fullchain.pem" "$1/tls/fullchain.pem"; then least=0; fi
  while read -r name; do
    verify_chain "$1/tls/fullchain.pem" "$name" "$least" || { echo "visitors of $name would refuse $2/fullchain.pem: $failure"; return 1; }
  done < <(cut -f2 "$1/.tlsup/probes" | sort -u)
}

# Whether each issuer is there and all are valid now. The last is trusted if there are more than LEAST: clients may have its issuer.
verify_chain() { # FULLCHAIN NAME LEAST
  local last output depth anchor=()
  # A leaf without intermediates is valid if one of the host's roots issued it.
  last=$(awk -v least="$3" '/BEGIN CERT/ { text = ""; count += 1 } { text = text $0 "\n" } END { if (count > least) printf "%s", text }' "$1")
  [ -z "$last" ] || anchor=(-partial_chain -trusted /dev/stdin)
  output=$(openssl verify -purpose sslserver -verify_hostname "$2" "${anchor[@]}" -untrusted "$1" "$1" 2>&1 <<< "$last") && return
  failure=${output%%$'\n'*}
  [[ $output =~ 'error '[0-9]+' at '([0-9]+)' depth lookup: '([^$'\n']+) ]] || return
  depth=${BASH_REMATCH[1]} failure+=": ${BASH_REMATCH[2]}"
  if [[ $failure == *'issuer certificate' && $depth = 0 ]]; then failure+=", $(openssl x509 -in "$1" -noout -issuer)"; fi
  return 1
}
