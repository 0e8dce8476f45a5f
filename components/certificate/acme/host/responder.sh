# shellcheck shell=bash
# Starts and stops the responder for http-01 on a host without a web server. $challenges is its folder, $responder the text of respond.py.

: "${challenges:?}" "${responder:?}"
responder_unit=tlsup-acme-http

start_responder() {
  mkdir -p "$challenges"
  [ -z "$(ss -Hltn 'sport = :80')" ] || { serves_challenges; return; }
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

serves_challenges() { # for `site`, if the script knows it
  local status='' path=/.well-known/acme-challenge/tlsup
  [ "${site-}" ] || return 0
  : > "$challenges/tlsup"
  read -r _ status _ < <(exec 3<> /dev/tcp/127.0.0.1/80 && printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$path" "$site" >&3 && head -n 1 <&3) || true
  rm "$challenges/tlsup"
  [[ $status == 4* ]] || return 0
  echo "the web server on port 80 must serve $site$path from $challenges: it answers $status. Let it, take dns-01, or begin with self-signed" >&2
  return 1
}

stop_responder() {
  if systemctl --quiet is-active "$responder_unit"; then systemctl stop "$responder_unit"; fi
}
