# Units that exist without tlsup: sites share them, and leave them as they found them.

# Whether a reboot starts an instance, its service decides: `postfix.service` starts `postfix@-.service`.

# Records the state of a unit before the first site used it, durably. It is restored when the last one is removed.
remember_unit() { # UNIT
  local active enabled
  ! grep -qs "^$1 " "$root/.units" || return 0
  enabled=$(systemctl is-enabled "${1/@*/.service}" 2> /dev/null)
  # The links by which a reboot starts it stay when its owner masks it.
  if [[ $enabled = masked* ]] && compgen -G "/etc/systemd/system/*.wants/${1/@*/.service}" > /dev/null; then enabled+=+enabled; fi
  if [[ $enabled = linked* ]]; then enabled+=" $(realpath --quiet "$(systemctl show --property=FragmentPath --value "${1/@*/.service}")")"; fi
  active=$(systemctl is-active "$1" 2> /dev/null)
  case $active in reloading | refreshing) active=active ;; esac
  # It is yet to start.
  if is_booting && [ "$enabled" = enabled ]; then active=active; fi
  printf '%s %s %s\n' "$1" "$active" "$enabled" >> "$root/.units" && sync "$root/.units" "$root" && return
  failure="$root/.units could not be written"
  return 1
}

is_booting() {
  [ "${verb-}" = boot ]
}

runs_for_others() { # UNIT: whether it ran before the first site used it
  local unit active
  if [ -f "$root/.units" ]; then
    while read -r unit active _; do
      if [ "$unit" = "$1" ]; then
        [ "$active" = active ]
        return
      fi
    done < "$root/.units"
  fi
  systemctl --quiet is-active "$1"
}

forget_unit() { # UNIT
  write_durably "$root/.units" "$(grep -vs "^$1 " "$root/.units")" && return
  failure="$root/.units could not be written"
  return 1
}

is_gone() { # UNIT: whether the owner has removed or masked it: there is nothing to reload
  case $(systemctl show --property=LoadState --value "$1") in not-found | masked) ;; *) return 1 ;; esac
}

# systemd does not stop a unit that it does not know, because the push did not get that far or its owner has removed it.
stop_unit() { # UNIT
  local option=()
  if is_booting; then option=(--no-block); fi
  systemctl "${option[@]}" stop "$1" 2> /dev/null || ! systemctl --quiet is-active "$1" && return
  failure="$1 could not be stopped: $(reason_of "$1")"
  return 1
}

is_used_elsewhere() { # UNIT: whether another site uses it
  local site
  other_sites
  for site in "${others[@]}"; do
    column_of "$site/current" services
    if is_among "$1" "${cells[@]}"; then return 0; fi
  done
  return 1
}

is_stopped_with_site() { # UNIT: whether it stops once this site no longer needs it
  local unit active
  if is_used_elsewhere "$1"; then return 1; fi
  [ -f "$root/.units" ] || return 0
  while read -r unit active _; do
    if [ "$unit" = "$1" ] && [ "$active" = active ]; then return 1; fi
  done < "$root/.units"
}

reads_at_start() { # RELEASE UNIT: whether the unit, which ran before, must restart to forget the release
  local unit concern
  while IFS=$'\t' read -r unit _ concern _; do
    [[ $unit$concern != "$2"*/start ]] || is_kept "$1" "" "$concern" "$2" || return 0
  done < "$releases/$1/.tlsup/services"
  return 1
}

leave() { # RELEASE UNIT: handles a unit that the release in force no longer names
  local unit active enabled target
  column "$1" links
  if is_among "/etc/systemd/system/$2" "${cells[@]}"; then
    # It came with the release, and is gone with it.
    stop_unit "$2" || return
    # systemd keeps a failed unit in its list, even if its file is gone.
    systemctl reset-failed "$2" 2> /dev/null || true
    forget_unit "$2"
    return
  fi
  if is_used_elsewhere "$2"; then
    is_booting || is_gone "$2" || manage reload-or-restart "$2"
    return
  fi
  while read -r unit active enabled target; do
    [ "$unit" = "$2" ] || continue
    case $enabled in *enabled* | static | alias | indirect | generated) ;; *) systemctl --quiet disable "${2/@*/.service}" 2> /dev/null ;; esac
    # `disable` removes this link of the owner's as well. The owner may have deleted what it led to.
    if [[ $enabled = linked* && ! -e $target ]]; then enabled=; fi
    case $enabled in
      linked-runtime) systemctl --quiet link --runtime "$target" ;;
      linked) systemctl --quiet link "$target" ;;
    esac || { failure="$2 could not be linked to $target again"; return 1; }
    if [ "$active" != active ]; then
      stop_unit "$2"
    elif is_booting || is_gone "$2"; then
      true
    elif is_confined_anew "$1" "" "$2" || reads_at_start "$1" "$2"; then
      manage restart "$2"
    else
      manage reload-or-restart "$2"
    fi || return
    case $enabled in
      masked-runtime*) systemctl --quiet mask --runtime "${2/@*/.service}" ;;
      masked*) systemctl --quiet mask "${2/@*/.service}" ;;
    esac || { failure="$2 could not be made $enabled again"; return 1; }
  done < "$root/.units"
  forget_unit "$2"
}
