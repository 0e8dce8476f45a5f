# Answers an ACME CA for names that no release has, by a template that the server reads here: until a release has them, or for a quarter of an hour.
answers=/run/tlsup-answers

answer() { # NAME...
  local said folder=$answers/${home##*/}
  take_host "an order"
  unserved "$@"
  if [ "${#names[@]}" = 0 ] || ! find_server; then finish proven ''; fi
  mkdir -p "$folder"
  said=$(unshare --mount bash "$0" try "$home" "${names[@]}" 2>&1 9>&-) || finish refused "$(one_line "$said")"
  failure="$folder must be writable"
  { systemd-run --quiet --collect --on-active=15min bash "$home/current/.tlsup/activate" drop "$home" && place_answers "${names[@]}" && reload_server; } ||
    finish unfit "$failure"
  finish proven ''
}

try() { # NAME...: in a private view
  find_previous
  release=$previous
  mount -t tmpfs tmpfs "$answers/${home##*/}" && place_answers "$@" && check
}

place_answers() { # NAME...
  local name text
  text=$(< "$home/current/answer")
  for name; do printf '%s\n' "${text//NAME/$name}" > "$answers/${home##*/}/$name" || return; done
}

drop() { # what was not placed again since
  take_host "an order"
  [ -z "$(find "$answers/${home##*/}" -type f -mmin +13 -print -delete)" ] || { find_server && reload_server; }
}

unserved() { # NAME...: those that no web server of this host's sites serves, into `names`
  local protocol name served=()
  while IFS=$'\t' read -r protocol name _; do
    if [ "$protocol" = https ]; then served+=("$name"); fi
  done < <(cat "$root"/*/current/{,former/}.tlsup/probes 2> /dev/null)
  names=()
  for name; do is_served "$name" "${served[@]}" || names+=("$name"); done
}

find_server() { # the row of the unit that holds port 80, into `server`
  look_at_ports
  while IFS=$'\t' read -ra server; do [ "${holders[80]-}" != " ${server[0]}" ] || return 0; done < "$home/current/.tlsup/services"
  return 1
}

reload_server() { reload "${server[0]}" "${server[1]}" "${server[3]}" && retire_workers; }
