# activate HOME RELEASE PUSHER | renew HOME | remove HOME PUSHER RELEASE NAME... | boot HOME | rehearse HOME RELEASE | answer HOME NAME... | drop HOME
#
# What activate guarantees: it tests the new configuration in a private view before it touches anything, and puts it in force by one
# rename of one symbolic link. Then it compares what is served with what should be. On any difference it puts the link back, and proves
# the previous release in turn. An interrupted change is undone before anything else is done. The release's own tables under .tlsup
# say what to link, start, check and prove, so this text is the same for every site.

# If the connection that started this is lost, the work goes on.
trap '' PIPE HUP
# systemd takes an end by these for a success.
trap 'exit 143' TERM INT

find_previous() {
  local here=$PWD
  previous=
  cd -P "$home/current" 2> /dev/null || return
  previous=${PWD##*/}
  cd "$here" || return
}

reload_units() { # FROM TO
  if have_units_changed "$1" "$2"; then systemctl daemon-reload; fi
}

# Before the services start: those that only FROM has do not, and those of TO do. No command waits for them, as they wait for this.
return_units() { # FROM TO
  local unit wanted
  reload_units "$1" "$2" || return
  column "$2" services
  wanted=("${cells[@]}")
  column "$1" services
  for unit in "${cells[@]}"; do
    is_among "$unit" "${wanted[@]}" || leave "$1" "$unit" || return
  done
  for unit in "${wanted[@]}"; do
    remember_unit "$unit" && enable "$2" "$unit" && systemctl --no-block start "$unit" || return
  done
}

take_host() { # HOLDER: takes the lock, and undoes a push that was cut short
  lock "$1"
  # While this waited, another run has removed the site, and perhaps all that is tlsup's.
  [ -d "$home" ] || { forget_site; [ "$verb" = remove ] || finish unfit 'another run has removed the site'; }
  recover settle || say progress "warning: a push that was cut short could not be undone: $failure"
  find_previous
}

refuse() { # OUTCOME DETAIL: nothing that is in force has been touched
  local detail=$2
  discard "$release"
  [ -d "$home" ] || forget_site
  [ -z "$is_recovered" ] || detail+=". Before that, a push that had been cut short was undone"
  finish "$1" "$detail"
}

activate() { # PUSHER
  local output restarts
  take_host "$1"
  # systemd has started this again after it had finished.
  if [ "$previous" = "$release" ]; then
    [ ! -s "$home/.pending" ] || finish rollback-failed "it was cut short, and could not be undone: $failure"
    succeed
  fi
  # Before version 255, systemd forgets its own limit when it reads its units again, as an activation has it do.
  restarts=$(systemctl show --property=NRestarts --value "tlsup-activate-$release")
  [ "${restarts:-0}" -lt 3 ] || refuse not-completed "it was killed $restarts times"
  say progress preparing
  output=$(complete "$release" 2>&1) || refuse not-completed "$(one_line "${output:-a command of it failed and gave no reason}")"
  put_in_force
}

renew() { # activates a copy of the release in force, with the lineage's current certificate
  take_host "a renewal on the host"
  [ -n "$previous" ] || finish unfit "no release of ${home##*/} is in force"
  derive_release take_lineage compose_certificate_files
  put_in_force
}

# Makes a modified copy of the release in force.
derive_release() { # STEP...: functions that take the new release's folder
  local output origin step path pending
  note_down
  origin_of "$previous"
  read -ra pending < "$home/.pending"
  # What is tried again and again must not fill the disk with copies that failed, or were not finished.
  for path in "$releases/$origin"-*; do
    is_among "${path##*/}" "$previous" "${pending[@]}" || rm -rf "$path"
  done
  release=$origin-$EPOCHSECONDS
  output=$(
    {
      cp --archive "$releases/$previous" "$releases/$release" && rm -f "$releases/$release/.tlsup/sequence" &&
        printf '%s\n' "$origin" > "$releases/$release/.tlsup/renewed-from" || exit
      for step; do "$step" "$releases/$release" || exit; done
    } 2>&1
  ) || refuse not-completed "$(one_line "$output")"
}

put_in_force() {
  local taken reason ports name answer
  survey "$previous" "$release"
  look_at_ports
  mapfile -t ports < "$releases/$release/.tlsup/ports"
  taken=$(name_owners; foreign_names; foreign_files; spared_commands; taken_units; taken_ports "${ports[@]%$'\t'*}")
  [ -z "$taken" ] || refuse occupied "$(one_line "$taken")"
  hosts_in "$releases/$release"
  for name in "${hosts[@]}"; do
    for answer in "$answers"/*/"$name"; do [ ! -f "$answer" ] || rm -f "$answer"; done
  done
  say progress testing
  # Everything that was received must be durable before a link leads to it.
  sync --file-system "$home" &
  test_release
  wait "$!" || refuse unfit "$home could not be written to"
  hear_complaints_before || refuse broken-before "$failure"
  failure='the link could not be swapped'
  { number_release && keep_originals && begin_switch; } || refuse unfit "$home could not be written to"
  if change "$previous" "$release" && say progress proving && retire_workers && prove "$release" && end_switch; then succeed; fi
  reason=$failure
  say progress "rolling back"
  survey "$release" "$previous"
  if change "$release" "$previous" && prove_previous && end_switch; then
    rm -rf "${releases:?}/$release"
    [ -n "$previous" ] || forget_site
    finish rolled-back "$reason"
  fi
  finish rollback-failed "$reason. The release before it, $releases/$previous, could not be put back: $failure"
}

prove_previous() { # if there is one, after the workers that still serve the failed release
  [ -n "$previous" ] || return 0
  retire_workers || true
  prove "$previous"
}

change() { # FROM TO, which have been surveyed
  switch "$1" "$2" || return
  settle_links "$1" "$2" &
  durable=$!
  settle "$1" "$2"
}

succeed() {
  prune
  drop_originals
  prune_trees
  index_domain
  certificates "$(< "$releases/$release/tls/fullchain.pem")"
  finish proven "$(fingerprint "$found")"
}

test_release() {
  local output before
  output=$(previous=$previous unshare --mount bash "$0" rehearse "$home" "$release" 2>&1 9>&-) && return
  # If the check fails with the same words without the release, the host was broken before. Numbers may differ: times, process ids.
  before=$(check 2>&1)
  if [ -n "$output" ] && [ "${before//[0-9]/}" = "${output//[0-9]/}" ]; then refuse broken-before "$(one_line "$output")"; fi
  refuse refused "$(one_line "$output")"
}

remove() { # PUSHER RELEASE NAME...: the push that is removed, empty if unknown, and every name of it
  local pushed=$2 path
  # The record of a former name is deleted now, and its visitors are still on their way.
  [ ! -s "$home/current/former/hosts" ] || sleep 5
  take_host "$1"
  shift 2
  hosts_in "$home/current"
  origin_of "$previous"
  # Its names alone would not tell a push that was rolled back from a later one.
  if [ -n "$previous" ] && [ "$origin" != "$pushed" ] && [ "${hosts[*]}" != "$*" ]; then forget_former_names "$@"; fi
  # Of a removal that was cut short, any of them may be left.
  for path in "$releases/$previous"*; do
    [ -d "$path" ] || continue
    release=${path##*/}
    survey "$release"
    failure="the links of ${home##*/} could not be removed"
    { switch "$release" "" && settle_links "$release" "" && settle "$release" ""; } || finish rollback-failed "$failure"
  done
  forget_site
}

# The site stays, under other names: only its former names are removed.
forget_former_names() { # NAME...
  local former=
  { read -r former < "$home/current/former/hosts"; } 2> /dev/null
  is_among "$former" "$@" || finish proven "none of its former names is served any more"
  derive_release empty_former_names
  put_in_force
}

empty_former_names() { find "$1/former" -type f -delete && without_former_names "$1"; }

forget_site() {
  find "$root" -maxdepth 1 -lname "${home##*/}" -delete
  rm -rf "${answers:?}/${home##*/}"
  other_sites
  # What could go on from here goes last.
  if [ "${#others[@]}" = 0 ]; then remove_recovery && rm -rf "${home:?}" "${root:?}"; else rm -rf "${home:?}"; fi
}

verb=$1 home=$2 releases=$2/releases release=
require_home "$home"
case $verb in
  activate) release=$3 && activate "$4" ;;
  renew) renew ;;
  remove) remove "${@:3}" ;;
  rehearse) release=$3 && rehearse ;;
  boot) recover return_units ;;
  answer | try) "$verb" "${@:3}" ;;
  drop) drop ;;
esac
