# Prints the state of the release in force: each line a kind and its facts. `inspectCommand` sets the variables.

inspect() {
  local protocol name port health address path target folder origin leaf source lineage made=()
  folder=$(readlink "$home/current") || return 0
  folder=${folder#releases/}
  cd "$home/current/" || return 0
  origin=$folder
  if [ -f .tlsup/renewed-from ]; then origin=$(< .tlsup/renewed-from); fi
  say release "$folder"$'\t'"$origin"$'\t'"$(< .tlsup/pushed-by)"
  certificates "$(< tls/fullchain.pem)"
  leaf=${found%%$'\n'*}
  say leaf "$(fingerprint "$found")"
  IFS=$'\t' read -r source lineage < .tlsup/certificate
  if [ "$source" = lineage ] && [ -s "$lineage/fullchain.pem" ]; then
    certificates "$(< "$lineage/fullchain.pem")"
    say lineage "$(fingerprint "$found")"
  fi
  if [ -f .tlsup/made ]; then
    while read -r path; do
      made+=(-path "./$path" -prune -o)
      [ -e "$path" ] || say gone "$path"
    done < .tlsup/made
  fi
  find . -path ./.tlsup -prune -o -path ./.before -prune -o -path ./former -prune -o "${made[@]}" -type f -printf 'file\t%m\t%u\t%P\n' -exec sha256sum {} + &
  report_links &
  report_units &
  come_as_visitors_of .
  while IFS=$'\t' read -r protocol name port health address; do
    ask "$protocol" "$name" "$port" "$health" "$address"
    # Asks twice: a busy server may be late once, and a worker that is about to exit may answer once more. Neither is drift.
    [ "${found%%$'\n'*}" = "$leaf" ] || { is_left_out .tlsup/ports "$port" && found=$leaf; } || ask "$protocol" "$name" "$port" "$health" "$address"
    say served "$port${address:+ of $address}"$'\t'"$(if [ -n "$found" ]; then fingerprint "$found"; fi)"
  done < .tlsup/probes
  wait
}

report_links() {
  local path target where
  local -A wanted=()
  while IFS=$'\t' read -r path target; do wanted[$path]=$target; done < .tlsup/links
  while IFS=$'\t' read -r path where; do
    if [ "$where" = "$home/current/${wanted[$path]}" ]; then say link "$path"; fi
  done < <(find "${!wanted[@]}" -maxdepth 0 -printf '%p\t%l\n' 2> /dev/null)
  # Left out on purpose.
  [ ! -f .tlsup/spared ] || while read -r path _; do say link "$path"; done < .tlsup/spared
}

report_units() {
  local unit state
  while IFS=$'\t' read -r unit _; do
    state=$(systemctl is-active "$unit")
    case $(systemctl is-enabled "${unit/@*/.service}" 2> /dev/null) in disabled | masked*) state+=', but no reboot starts it' ;; esac
    # What was there at the push is the owner's: a renewal keeps the times of its files.
    say unit "$unit"$'\t'"$state$(find "/etc/systemd/system/$unit.d" -type f -newercm .tlsup/arrival -printf ', with %p by hand' 2> /dev/null)"
  done < .tlsup/services
}
