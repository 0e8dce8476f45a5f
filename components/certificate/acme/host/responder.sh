# shellcheck shell=bash
# Starts what answers http-01 while a host has no web server, and stops it. $challenges is its folder, $responder the text of respond.py.

: "${challenges:?}" "${responder:?}"
responder_unit=tlsup-acme-http

start_responder() {
  mkdir -p "$challenges"
  [ -z "$(ss -Hltn 'sport = :80')" ] || return 0
  # It ends by itself after 15 minutes when nobody stops it.
  systemd-run --quiet --collect --unit="$responder_unit" --property=RuntimeMaxSec=900 --property=RuntimeDirectory="$responder_unit" --property=DynamicUser=yes \
    --property=AmbientCapabilities=CAP_NET_BIND_SERVICE python3 -c "$responder" "$challenges" 80 443
  for _ in $(seq 100); do
    [ -z "$(ss -Hltn 'sport = :80')" ] || return 0
    sleep 0.05
  done
  echo "the responder does not listen on port 80" >&2
  return 1
}

stop_responder() {
  if systemctl --quiet is-active "$responder_unit"; then systemctl stop "$responder_unit"; fi
}
