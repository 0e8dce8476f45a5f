# shellcheck shell=bash
# Starts and stops the responder for http-01 on a host without a web server. $challenges is its folder, $responder the text of respond.py.

: "${challenges:?}" "${responder:?}"
responder_unit=tlsup-acme-http

start_responder() {
  mkdir -p "$challenges"
  [ -z "$(ss -Hltn 'sport = :80')" ] || return 0
  # It ends after 15 minutes if it is not stopped.
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
