# Makes the services use the release in force.

manage() { # ACTION UNIT
  systemctl "$1" "$2" 2> /dev/null && return
  # One that ended just as it was asked to reload is started by a second attempt.
  if [ "$1" = reload-or-restart ] && systemctl "$1" "$2" 2> /dev/null; then return; fi
  # Several pushes within seconds can exceed the unit's start limit.
  if [ "$(systemctl show --property=Result --value "$2")" = start-limit-hit ]; then
    systemctl reset-failed "$2" && systemctl "$1" "$2" 2> /dev/null && return
  fi
  failure="$2 could not be started: $(reason_of "$2")"
  return 1
}

began=$EPOCHREALTIME

# Why a unit failed since this began, in its own words: systemd's messages only say that it did.
reason_of() { # UNIT
  local line last=none telling='' cause=''
  journalctl --sync 2> /dev/null
  while read -r line; do
    last=$line
    if [[ $line =~ [Aa]ddress\ already\ in\ use ]]; then cause=$line; fi
    if [[ ${line,,} =~ error|fail|emerg|alert|fatal|cannot|denied|invalid|no\ such ]]; then telling=$line; fi
  done < <(journalctl --no-pager --quiet --output=cat --since="@$began" --lines=100 _SYSTEMD_UNIT="$1" 2>&1)
  [ "$last" != none ] || last=$(journalctl --no-pager --quiet --output=cat --lines=1 --unit="$1" 2>&1)
  one_line "${cause:-${telling:-$last}}"
}

# Units that have not applied a reload in time, but still may: a rollback asks them again, and does not wait, as they run the previous configuration.
declare -A left_behind=()

# Workers that the last change has replaced, but that may accept connections for a moment longer; the values are their titles.
declare -A lingering=()

# A reload by signal always reports success. Until there are new workers, the previous configuration is still in use.
reload_workers() { # UNIT TITLE: of workers that linger, or `.`
  local worker before main=${mains[$1]-} end=$((SECONDS + prove_seconds))
  workers_of "$1"
  before=("${workers[@]}")
  if [ "${main:-${mains[$1]}}" = "${mains[$1]}" ]; then
    manage reload-or-restart "$1" || return
  else
    # It has ended since it was last asked. The next may be about to end as well: gunicorn's waits for its workers then, half a minute, and hears no signal.
    systemctl kill --signal=KILL "$1" 2> /dev/null
    manage restart "$1" || return
  fi
  [ -z "${left_behind[$1]-}" ] || return 0
  until workers_of "$1" && have_joined "${before[@]}"; do
    if [ "$SECONDS" -ge "$end" ]; then
      left_behind[$1]=1
      failure="$1 has not taken the new configuration up, for $prove_seconds seconds: $(reason_of "$1")"
      return 1
    fi
    pause 0.005
  done
  [ "$2" != . ] || return 0
  for worker in "${before[@]}"; do lingering[$worker]=$2; done
  # The main process would ask them to finish a tenth of a second later, to be sure that the new ones are there.
  kill -s QUIT "${before[@]}" 2> /dev/null || true
}

reload() { # UNIT ACTION TITLE
  if [ "$2" = reload-workers ]; then reload_workers "$1" "$3"; else manage reload-or-restart "$1"; fi
}

# The proof must not come from a worker with the previous configuration, and no later visitor may get the previous certificate.
retire_workers() {
  local worker title end=$((SECONDS + prove_seconds))
  for worker in "${!lingering[@]}"; do
    while { IFS= read -r -d '' title < "/proc/$worker/cmdline"; } 2> /dev/null && [ "$title" = "${lingering[$worker]}" ]; do
      if [ "$SECONDS" -ge "$end" ]; then
        failure="the process $worker ($title) still serves what was before, after $prove_seconds seconds"
        return 1
      fi
      pause 0.005
    done
  done
}

# The main process of each unit that has been asked for; it stays when the unit reloads.
declare -A mains=()

workers_of() { # UNIT: the children of its main process, into `workers`
  local main=${mains[$1]:-0}
  [ -d "/proc/$main" ] || main=$(systemctl show --property=MainPID --value "$1")
  mains[$1]=$main
  workers=()
  { read -ra workers < "/proc/$main/task/$main/children"; } 2> /dev/null || true
}

have_joined() { # WORKER...: whether there are workers other than these
  local worker
  for worker in "${workers[@]}"; do is_among "$worker" "$@" || return 0; done
  return 1
}

is_same() { # FROM TO FOLDER: whether two releases have the same folder
  [ -n "$1" ] && [ -n "$2" ] && diff --recursive --brief --no-dereference "$releases/$1/$3" "$releases/$2/$3" > /dev/null 2>&1
}

is_kept() { # FROM TO FOLDER UNIT: the same for a unit that ran before, which gets no drop-in. No folder is as good as an empty one
  runs_for_others "$4" && diff -rqN --exclude=unit.conf "$releases/${1:-.}/$3" "$releases/${2:-.}/$3" > /dev/null
}

# Whether systemd must reload its units.
have_units_changed() { # FROM TO
  [ -n "$1" ] && [ -n "$2" ] || return 0
  lead_elsewhere "$1" "$2" /etc/systemd/
}

# Whether a unit's drop-ins have changed, which only a restart applies.
is_confined_anew() { # FROM TO UNIT
  lead_elsewhere "$1" "$2" "/etc/systemd/system/$3.d/" && { [ -n "$1" ] || ! is_confined_alike "$2" "$3"; }
}

is_confined_alike() { # RELEASE UNIT: whether the unit runs by another site's drop-ins with the same text
  local path target twin
  while IFS=$'\t' read -r path target; do
    [[ $path == "/etc/systemd/system/$2.d/"* ]] || continue
    for twin in "${path%/*}"/tlsup-*.conf; do
      if [ "$twin" != "$path" ] && same_file "$releases/$1/$target" "$twin"; then continue 2; fi
    done
    return 1
  done < "$releases/$1/.tlsup/links"
}

# Whether the files that the links below PREFIX lead to are not the same in both releases.
lead_elsewhere() { # FROM TO PREFIX: either release may be empty
  local release path target
  local -A files=()
  for release in "$1" "$2"; do
    [ -n "$release" ] || continue
    while IFS=$'\t' read -r path target; do
      target=$releases/$release/$target
      if [[ $path != "$3"* ]]; then
        continue
      elif [ -z "${files[$path]-}" ]; then
        files[$path]=$target
      elif same_file "${files[$path]}" "$target"; then
        unset 'files[$path]'
      fi
    done < "$releases/$release/.tlsup/links"
  done
  [ "${#files[@]}" != 0 ]
}

settle() { # FROM TO
  local unit action concern title status=0 before=()
  local -A restarted=()
  lingering=()
  # The web server needs this port, and answers an ACME CA's challenges itself.
  if [[ "${holders[80]-}${holders[443]-}" == *"$responder"* ]]; then systemctl stop "$responder"; fi
  failure='systemd could not read the units'
  if have_units_changed "$1" "$2"; then systemctl daemon-reload || return; fi
  column "$2" services
  local wanted=("${cells[@]}")
  column "$1" services
  before=("${cells[@]}")
  for unit in "${before[@]}"; do
    is_among "$unit" "${wanted[@]}" || leave "$1" "$unit" || status=1
  done
  [ -n "$2" ] || return "$status"
  while IFS=$'\t' read -r unit action concern title _; do
    is_among "$unit" "${before[@]}" || remember_unit "$unit" || { status=1; continue; }
    enable "$2" "$unit" || status=1
    if [ -n "${restarted[$unit]-}" ] || { [ "$concern" != . ] && systemctl --quiet is-active "$unit" &&
      { is_same "$1" "$2" "$concern" || { [ "$action" = restart ] && is_kept "$1" "$2" "$concern" "$unit"; }; }; }; then continue; fi
    if [ "$action" != restart ] && ! is_confined_anew "$1" "$2" "$unit"; then
      reload "$unit" "$action" "$title"
    else
      restarted[$unit]=1
      manage restart "$unit"
    fi || is_among "$unit" "${down[@]}" || status=1
  done < "$releases/$2/.tlsup/services"
  return "$status"
}

enable() { # RELEASE UNIT: makes it start again after a reboot
  column "$1" links
  if is_among "/etc/systemd/system/$2" "${cells[@]}"; then return 0; fi
  set -- "${2/@*/.service}"
  systemctl -q is-enabled "$1" 2> /dev/null && return
  { systemctl -q unmask "$1" && systemctl -q unmask --runtime "$1" && systemctl -q enable "$1"; } 2> /dev/null && return
  failure="$1 could not be enabled"
  return 1
}
