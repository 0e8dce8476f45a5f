# activate HOME RELEASE PUSHER | renew HOME | remove HOME | boot HOME | rehearse HOME RELEASE
#
# What activate guarantees: the new configuration is tested in a private view before anything is touched; one rename of one symbolic
# link puts it in force; what is served then is compared with what should be; on any difference the link goes back, and the release
# before it is proven in turn. What is cut short is gone back from by whoever comes next: systemd, which starts this again when it
# is killed, the next boot, or the next push. The release's own tables under .tlsup say what there is to link, start, check and
# prove, so this text is the same for every site.

# The connection that started this may die; the work goes on.
trap '' PIPE HUP

# How many releases stay, the current one included.
keep=3

find_previous() {
  local here=$PWD
  previous=
  cd -P "$home/current" 2> /dev/null && previous=${PWD##*/} && cd "$here"
}

begin_switch() { # from here on a switch may be half done; everything that it needs is durable
  printf '%s\t%s\n' "${previous:-.}" "$release" > "$home/.pending"
  install_recovery && sync "$home/.pending" "$home"
}

end_switch() {
  failure="$home could not be made durable"
  wait "$durable" && : > "$home/.pending" && sync "$home/.pending"
}

recover() { # back from an activation that was cut short
  local from to
  [ -s "$home/.pending" ] || return 0
  IFS=$'\t' read -r from to < "$home/.pending"
  [ "$from" != . ] || from=
  if [ -d "$releases/$to" ]; then survey "$to" "$from" && switch "$to" "$from" && "$@" "$to" "$from"; fi
  : > "$home/.pending"
  sync "$home" "$home/.pending"
}

reload_units() { # FROM TO
  if have_units_changed "$1" "$2"; then systemctl daemon-reload; fi
}

# At the next boot, before the services start.
install_recovery() {
  local unit=/etc/systemd/system/tlsup-recover.service wants=/etc/systemd/system/sysinit.target.wants
  [ ! -e "$wants/tlsup-recover.service" ] || return 0
  printf '%s\n' '[Unit]' 'Description=tlsup: goes back from a push that was cut short' 'DefaultDependencies=no' 'RequiresMountsFor=/opt /etc' \
    'After=local-fs.target' 'Before=sysinit.target' 'ConditionPathExistsGlob=/opt/tlsup/*/.pending' '' '[Service]' 'Type=oneshot' \
    "ExecStart=/bin/bash -c 'for site in /opt/tlsup/*/; do pending=\$\${site}.pending; [ ! -s \"\$\$pending\" ] || bash \"\$\${site}releases/\$\$(cut -f2 \"\$\$pending\")/.tlsup/activate\" boot \"\$\${site%%/}\"; done'" > "$unit" &&
    mkdir -p "$wants" && ln -sfn "$unit" "$wants/tlsup-recover.service" && sync "$unit" "${unit%/*}" "$wants"
}

prune() {
  local old count=0 all=("$releases"/*)
  # Where somebody has opened a key to others, it must not stay so in a release that is kept.
  chmod 0600 "$releases"/*/tls/privkey.pem
  [ "${#all[@]}" -gt "$keep" ] || return 0
  while read -r old; do
    count=$((count + 1))
    if [ "$count" -gt "$keep" ] && [ "$old" != "$release" ] && [ "$old" != "$previous" ]; then rm -rf "${releases:?}/$old"; fi
  done < <(ls -1t "$releases")
}

prune_trees() { # what no release leads to; what is younger than an hour may belong to one that is still on its way
  local tree
  [ -d "$home/trees" ] || return 0
  find "$home/trees" -mindepth 1 -maxdepth 1 -type d -mmin +60 -printf '%f\n' | while read -r tree; do
    if ! grep -qs $'\t'"$tree"'$' "$releases"/*/.tlsup/trees; then rm -rf "$home/trees/$tree" "$home/trees/$tree.manifest"; fi
  done
}

refuse() { # DETAIL: nothing was changed
  rm -rf "${releases:?}/$release"
  if [ -z "$previous" ]; then rm -f "$home/.packages" && rmdir "$releases" "$home" 2> /dev/null; fi
  finish 10 refused "$1"
}

activate() { # PUSHER
  local output
  find_previous
  say progress preparing
  output=$(complete "$release" 2>&1) || refuse "$(one_line "$output")"
  lock "$1"
  recover settle
  find_previous
  # Started again after it had done its work.
  if [ "$previous" = "$release" ]; then report_proof; fi
  put_in_force
}

renew() { # the release in force, with the certificate that the lineage has now
  local output origin
  lock "a renewal on the host"
  recover settle
  find_previous || finish 10 refused "no release of ${home##*/} is in force"
  origin=$previous
  if [ -f "$releases/$previous/.tlsup/renewed-from" ]; then origin=$(< "$releases/$previous/.tlsup/renewed-from"); fi
  release=$origin-$EPOCHSECONDS
  output=$(
    {
      cp --archive "$releases/$previous" "$releases/$release" && printf '%s\n' "$origin" > "$releases/$release/.tlsup/renewed-from" &&
        take_lineage "$releases/$release" && compose_certificate_files "$releases/$release"
    } 2>&1
  ) || refuse "$(one_line "$output")"
  put_in_force
}

put_in_force() {
  local foreign reason
  survey "$previous" "$release"
  foreign=$(foreign_files)
  [ -z "$foreign" ] || refuse "these files exist and are not this site's: $(one_line "$foreign")"
  say progress testing
  # Everything that came is durable before a link leads to it.
  sync --file-system "$home" &
  test_release
  wait "$!" || refuse "$home could not be written to"
  failure='the link could not be swapped'
  keep_originals && begin_switch || refuse "$home could not be written to"
  if change "$previous" "$release" && say progress proving && prove "$release" && retire_workers "$previous" "$release" && end_switch; then succeed; fi
  reason=$failure
  say progress "rolling back"
  survey "$release" "$previous"
  if change "$release" "$previous" && prove_previous && end_switch; then
    rm -rf "${releases:?}/$release"
    [ -n "$previous" ] || rm -rf "${home:?}"
    finish 11 rolled-back "$reason"
  fi
  finish 12 rollback-failed "$reason. The release before it, $releases/$previous, could not be put back: $failure"
}

prove_previous() { # if there is one; what still serves the release that failed is on its way out
  [ -n "$previous" ] || return 0
  prove "$previous" || return
  retire_workers "$release" "$previous" || true
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
  report_proof
}

report_proof() {
  certificates "$(< "$releases/$release/tls/fullchain.pem")"
  finish 0 proven "$(fingerprint "$found")"
}

test_release() {
  local output before
  output=$(previous=$previous unshare --mount bash "$0" rehearse "$home" "$release" 2>&1) && return
  # What fails in the same words without the release was broken before; times and process numbers apart.
  before=$(check 2>&1)
  if [ -n "$output" ] && [ "${before//[0-9]/}" = "${output//[0-9]/}" ]; then refuse "the host's own configuration was broken before, and must be repaired first: $(one_line "$output")"; fi
  refuse "$(one_line "$output")"
}

remove() {
  lock "$1"
  recover settle
  # What a removal that was cut short was about.
  find_previous || { [ -s "$home/.removing" ] && previous=$(< "$home/.removing"); } || { rm -rf "${home:?}"; return; }
  printf '%s\n' "$previous" > "$home/.removing"
  survey "$previous"
  failure="the links of ${home##*/} could not be removed"
  switch "$previous" "" && settle "$previous" "" || finish 1 failed "$failure"
  rm -rf "${home:?}"
  for site in "$root"/*/; do [ ! -d "$site" ] || return 0; done
  rm -rf /etc/systemd/system/tlsup-recover.service /etc/systemd/system/sysinit.target.wants/tlsup-recover.service "$root"
}

verb=$1 home=$2 releases=$2/releases
case $verb in
  activate) release=$3 && activate "$4" ;;
  renew) renew ;;
  remove) remove "$3" ;;
  rehearse) release=$3 && rehearse ;;
  boot) recover reload_units ;;
esac
