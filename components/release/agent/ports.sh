# Finds out which process listens on which port: each port of a host has one owner, regardless of what releases say.

# `reached` has the ports that are not on loopback alone; `places`, by port, where the host itself reaches it.
declare -A holders=() reached=() places=()

look_at_ports() { # into `holders`, by port: the units whose processes listen there, or programs that belong to no unit
  local address users unit port
  holders=() reached=() places=()
  while read -r _ _ _ address _ users; do
    port=${address##*:}
    [[ $address == 127.* || $address == '[::1]:'* ]] || reached[$port]=1
    case $address in
      127.0.0.1:* | 0.0.0.0:* | '*:'*) places[$port]=127.0.0.1:$port ;;
      *%*) ;;
      # A socket for both families is told as `*`.
      *) [ "${places[$port]-}" = "127.0.0.1:$port" ] || places[$port]=${address/#'[::]'/[::1]} ;;
    esac
    unit_of "$users"
    case "${holders[$port]-} " in *" $unit "*) continue ;; esac
    holders[$port]+=" $unit"
  done < <(ss --no-header --listening --tcp --numeric --processes)
}

unit_of() { # USERS, as `ss` prints them: the unit that the first of them belongs to, into `unit`
  local program pid line
  unit=unknown
  [[ $1 =~ \"([^\"]+)\",pid=([0-9]+) ]] || return 0
  program=${BASH_REMATCH[1]} pid=${BASH_REMATCH[2]}
  unit=${program// /_}[$pid]
  while read -r line; do
    if [[ $line =~ ^([0-9]+:name=systemd|0:):.*/([^/]+\.service)(/|$) ]]; then unit=${BASH_REMATCH[2]}; fi
  done 2> /dev/null < "/proc/$pid/cgroup"
}

# Answers an ACME CA's challenges while there is no web server; web servers do so themselves.
responder=tlsup-acme-http.service

# Prints what holds a port that a release needs, one a line, except units that the release itself stops.
taken_ports() { # ROW...: each a port and its unit
  local row port unit holder own needed=("${@#*$'\t'}")
  column_of "$home/current" services
  own=("${cells[@]}")
  for row; do
    IFS=$'\t' read -r port unit <<< "$row"
    for holder in ${holders[$port]-}; do
      if [ "$holder" = "$unit" ] || [ "$holder" = "$responder" ]; then continue; fi
      if is_among "$holder" "${own[@]}" && { is_among "$holder" "${needed[@]}" || is_stopped_with_site "$holder"; }; then continue; fi
      printf 'port %s is held by %s%s\n' "$port" "$holder" "$(describe_user "$holder")"
    done
  done
}

taken_units() { # in words, each unit of the release that serves one site alone, and already serves another
  local unit shared user told=()
  while IFS=$'\t' read -r unit _ _ _ shared; do
    if [ "$shared" = shared ] || is_among "$unit" "${told[@]}"; then continue; fi
    told+=("$unit")
    user=$(describe_user "$unit")
    [ -z "$user" ] || printf '%s%s, serves no second one\n' "$unit" "$user"
  done < "$releases/$release/.tlsup/services"
}

describe_user() { # UNIT: the site that uses it, in words
  local site
  other_sites
  for site in "${others[@]}"; do
    column_of "$site/current" services
    if is_among "$1" "${cells[@]}"; then
      domain_in "$site/current"
      printf ', which serves the site %s' "${domain:-${site##*/}}"
      return
    fi
  done
}

hold_ports() { # RELEASE: whether each port is held by the unit that the release names for it, and by no other
  local port unit demand
  look_at_ports
  while IFS=$'\t' read -r port unit demand; do
    failure="port $port is held by${holders[$port]-} instead of $unit"
    case ${holders[$port]-} in
      " $unit")
        # A renewal, and what was there before, must not fail by what the owner closes later.
        [[ $demand$verb$1 == "openactivate$release" && -z ${reached[$port]-} ]] || continue
        failure="$unit listens on port $port at this host's own address alone: have it listen at the others"
        ;;
      "")
        if [ "$demand" = none ] || is_among "$unit" "${down[@]}"; then continue; fi
        failure="$unit does not listen on port $port: $(reason_of "$unit")"
        ;;
    esac
    return 1
  done < "$releases/$1/.tlsup/ports"
}

is_left_out() { # TABLE PORT: whether nothing listens there, and the release allows that
  look_at_ports
  [ -z "${holders[$2]-}" ] && grep -qs "^$2"$'\t.*\tnone$' "$1"
}
