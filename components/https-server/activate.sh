#!/bin/bash
# Runs on the host, out of the release that it belongs to: activate | remove | inspect HOME RELEASE KEEP.
#
# What activate guarantees: the new configuration is tested in a private copy-on-write view of /etc before anything is
# touched; one rename of one symbolic link puts it in force; what is served then is compared with what should be; and on any
# difference the link goes back, and the release before it is proven in turn. The release's own tables under .tlsup say what
# there is to link, start, check and prove, so this text is the same for every site.
set -uo pipefail
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
# The connection that started this may die; the work goes on.
trap '' PIPE HUP

verb=$1 home=$2 release=$3 keep=$4
releases=$home/releases
nothing_served=$(sha256sum < /dev/null | cut -c1-64)

say() { printf '%s\t%s\n' "$1" "$2" 2> /dev/null || true; }

finish() { # CODE OUTCOME DETAIL
  say "$2" "$3"
  exit "$1"
}

one_line() { tr '\n\t' '; ' | sed 's/;*$//'; }

replace_link() { # TARGET PATH: atomically
  ln -sfn "$1" "$2.tlsup-new" && mv -fT "$2.tlsup-new" "$2"
}

is_ours() { [ -L "$1" ] && [[ $(readlink "$1") == "$home/current/"* ]]; }

links_path() { # RELEASE PATH
  cut -f1 "$releases/$1/.tlsup/links" | grep -qxF -- "$2"
}

has_service() { # RELEASE UNIT
  cut -f1 "$releases/$1/.tlsup/services" | grep -qxF -- "$2"
}

foreign_files() {
  local path
  while IFS=$'\t' read -r path _; do
    if [ -e "$path" ] || [ -L "$path" ]; then is_ours "$path" || printf '%s\n' "$path"; fi
  done < "$releases/$release/.tlsup/links"
}

switch() { # FROM TO: either may be empty
  local path target
  if [ -n "$2" ]; then
    replace_link "releases/$2" "$home/current" || return
    while IFS=$'\t' read -r path target; do
      mkdir -p "${path%/*}" && replace_link "$home/current/$target" "$path" || return
    done < "$releases/$2/.tlsup/links"
  fi
  if [ -n "$1" ]; then
    while IFS=$'\t' read -r path _; do
      if [ -n "$2" ] && links_path "$2" "$path"; then continue; fi
      if is_ours "$path"; then rm -f "$path"; fi
    done < "$releases/$1/.tlsup/links"
  fi
  [ -n "$2" ] || rm -f "$home/current"
  sync "$home"
}

overlay() { # DIRECTORY: what is written below it from now on stays in memory, and in this mount namespace
  mkdir -p "$view$1/upper" "$view$1/work"
  chmod --reference="$1" "$view$1/upper"
  local file
  for file in hosts hostname resolv.conf; do
    # A file that is itself a mount would show what lies under it.
    if mountpoint -q "$1/$file"; then cp "$1/$file" "$view$1/upper/$file"; fi
  done
  mount -t overlay -o "lowerdir=$1,upperdir=$view$1/upper,workdir=$view$1/work" tlsup "$1"
}

rehearse() {
  local command
  view=/run/tlsup-rehearsal
  mkdir -p "$view" && mount -t tmpfs -o mode=0700 tmpfs "$view" && overlay /etc && overlay "$home" || return
  switch "$previous" "$release" || return
  while read -r command; do
    eval "$command" < /dev/null || return
  done < "$releases/$release/.tlsup/checks"
}

manage() { # ACTION UNIT
  systemctl "$1" "$2" && return
  failure="$2 could not be started: $(journalctl --no-pager --quiet --output=cat --lines=3 --unit="$2" 2>&1 | one_line)"
  return 1
}

stop_or_reload() { # RELEASE UNIT: a unit that the release brought along goes with it
  if links_path "$1" "/etc/systemd/system/$2"; then systemctl stop "$2"; else manage reload-or-restart "$2"; fi
}

is_untouched() { # FROM TO UNIT CONCERN
  [ -n "$1" ] && [ "$4" != . ] && systemctl --quiet is-active "$3" && diff -rq "$releases/$1/$4" "$releases/$2/$4" > /dev/null 2>&1
}

settle() { # FROM TO: the services take up what is in force
  local unit action concern status=0
  failure='systemd could not read the units'
  systemctl daemon-reload || return
  if [ -n "$1" ]; then
    while IFS=$'\t' read -r unit action concern; do
      if [ -n "$2" ] && has_service "$2" "$unit"; then continue; fi
      stop_or_reload "$1" "$unit" || status=1
    done < "$releases/$1/.tlsup/services"
  fi
  [ -n "$2" ] || return "$status"
  while IFS=$'\t' read -r unit action concern; do
    if is_untouched "$1" "$2" "$unit" "$concern"; then continue; fi
    if [ "$action" = reload ]; then manage reload-or-restart "$unit"; else manage restart "$unit"; fi || status=1
  done < "$releases/$2/.tlsup/services"
  return "$status"
}

served_leaf() { # NAME PORT
  timeout 5 openssl s_client -connect "127.0.0.1:$2" -servername "$1" < /dev/null 2> /dev/null |
    openssl x509 -outform DER 2> /dev/null | sha256sum | cut -c1-64
}

health_status() { # NAME PORT PATH
  curl --silent --insecure --max-time 5 --output /dev/null --write-out '%{http_code}' --resolve "$1:$2:127.0.0.1" "https://$1:$2$3"
}

prove() { # RELEASE: within 20 seconds
  local name port expected health status served end=$((SECONDS + 20))
  IFS=$'\t' read -r name port expected health < "$releases/$1/.tlsup/probe"
  while :; do
    served=$(served_leaf "$name" "$port")
    if [ "$served" = "$expected" ]; then
      status=$(health_status "$name" "$port" "$health")
      if [ "$status" -ge 100 ] && [ "$status" -lt 500 ]; then return 0; fi
      failure="https://$name$health answered $status instead of less than 500"
    elif [ "$served" = "$nothing_served" ]; then
      failure="nothing serves TLS for $name on port $port"
    else
      failure="the certificate served for $name has the SHA-256 $served instead of $expected"
    fi
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

prune() {
  local old
  ls -1t "$releases" | tail -n "+$((keep + 1))" | while read -r old; do
    if [ "$old" != "$release" ] && [ "$old" != "$previous" ]; then rm -rf "${releases:?}/$old"; fi
  done
}

lock() {
  exec 9> "$home/.lock"
  flock --wait 60 9 || finish 13 locked "another push to this site holds $home/.lock"
}

refuse() { # DETAIL
  rm -rf "${releases:?}/$release"
  finish 10 refused "$1"
}

activate() {
  local foreign output reason
  lock
  previous=$(readlink "$home/current") && previous=${previous#releases/}
  foreign=$(foreign_files | one_line)
  [ -z "$foreign" ] || refuse "these files exist and are not tlsup's: $foreign"
  output=$(previous=$previous unshare --mount bash "$0" rehearse "$home" "$release" "$keep" 2>&1) || refuse "$(one_line <<< "$output")"
  failure='the link could not be swapped'
  if switch "$previous" "$release" && settle "$previous" "$release" && prove "$release"; then
    prune
    finish 0 proven "$release"
  fi
  reason=$failure
  if switch "$release" "$previous" && settle "$release" "$previous" && { [ -z "$previous" ] || prove "$previous"; }; then
    rm -rf "${releases:?}/$release"
    finish 11 rolled-back "$reason"
  fi
  finish 12 rollback-failed "$reason. The release before it, $releases/$previous, could not be put back: $failure"
}

remove() {
  lock
  switch "$release" "" && settle "$release" "" && rm -rf "${home:?}"
}

inspect() {
  local name port path target mode
  say release "$release"
  IFS=$'\t' read -r name port _ < "$releases/$release/.tlsup/probe"
  say served "$(served_leaf "$name" "$port")"
  while IFS=$'\t' read -r path target; do
    if [ "$(readlink "$path")" = "$home/current/$target" ]; then say link "$path"; fi
  done < "$releases/$release/.tlsup/links"
  cd "$releases/$release" || return
  find . -path ./.tlsup -prune -o -type f -printf '%m %P\n' | while read -r mode path; do
    printf 'file\t%s\t%s\t%s\n' "$mode" "$(sha256sum < "$path" | cut -c1-64)" "$path"
  done
}

"$verb"
