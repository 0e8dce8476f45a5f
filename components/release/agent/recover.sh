# Undoes an activation that was cut short: in the next one, when systemd restarts one that was killed, or at the next boot.

# Set when this activation has undone one that was cut short; its message then says so.
is_recovered=

begin_switch() { # from here on a switch may be half done; everything to undo it is durable
  install_recovery && write_durably "$home/.pending" "${previous:-.}"$'\t'"$release"
}

end_switch() {
  failure="$home could not be made durable"
  wait "$durable" && : > "$home/.pending" && sync "$home/.pending"
}

# `.pending` is not emptied until the host is whole again.
recover() { # AFTER...: a command to run when the links are back
  local from to
  [ -s "$home/.pending" ] || return 0
  IFS=$'\t' read -r from to < "$home/.pending"
  [ "$from" != . ] || from=
  # A release that is gone has no tables, and no link can lead to it.
  [ -d "$releases/$to" ] || to=
  if [ -n "$from" ] && [ ! -d "$releases/$from" ]; then
    failure="$releases/$from, which was in force, is gone"
    return 1
  fi
  failure="the links of ${home##*/} could not be put back"
  survey "$to" "$from" && switch "$to" "$from" && "$@" "$to" "$from" || return
  is_recovered=1
  settle_links "$to" "$from" && : > "$home/.pending" && sync "$home/.pending"
}

# shellcheck disable=SC2016 # It is expanded when it runs.
# Runs at the next boot, before the services start: of the two releases of a switch that was cut short, the newer one that exists undoes it.
recovery='for site in /opt/tlsup/*; do
  if [ -L "$site" ] || [ ! -s "$site/.pending" ]; then continue; fi
  for release in $(cut -f2 "$site/.pending") $(cut -f1 "$site/.pending"); do
    if [ -f "$site/releases/$release/.tlsup/activate" ]; then
      bash "$site/releases/$release/.tlsup/activate" boot "$site" || failed=1
      break
    fi
  done
done
exit "${failed:-0}"
'
recovery_unit='[Unit]
Description=tlsup: goes back from a push that was cut short
DefaultDependencies=no
RequiresMountsFor=/opt /etc
After=local-fs.target
Before=sysinit.target
ConditionPathExistsGlob=/opt/tlsup/*/.pending

[Service]
Type=oneshot
ExecStart=/bin/bash /opt/tlsup/.recover
'

install_recovery() {
  local units=/etc/systemd/system text=
  local wants=$units/sysinit.target.wants
  if [ -e "$wants/tlsup-recover.service" ] && { IFS= read -r -d '' text < "$root/.recover"; [ "$text" = "$recovery" ]; } 2> /dev/null; then return 0; fi
  printf '%s' "$recovery" > "$root/.recover" && printf '%s' "$recovery_unit" > "$units/tlsup-recover.service" &&
    mkdir -p "$wants" && ln -sfn "$units/tlsup-recover.service" "$wants/tlsup-recover.service" &&
    sync "$root/.recover" "$units/tlsup-recover.service" "$root" "$units" "$wants"
}

remove_recovery() {
  rm -f "$root/.recover" /etc/systemd/system/tlsup-recover.service /etc/systemd/system/sysinit.target.wants/tlsup-recover.service
}
