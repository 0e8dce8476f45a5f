# Answers http-01 on a host. $challenges is the folder for it, $responder the text of respond.py.

: "${challenges:?}" "${responder:?}"
responder_unit=tlsup-acme-http

start_responder() { # NAME...: by a program, or by the web server
  local home said
  mkdir -p "$challenges"
  if [ "$(ss -Hltn 'sport = :80')" ]; then
    for home in /opt/tlsup/*; do
      if [ -L "$home" ] || [ ! -e "$home/current/answer" ]; then continue; fi
      said=$(bash "$home/current/.tlsup/activate" answer "$home" "$@") && break
      echo "the web server on port 80 must answer for $*: ${said##*$'\t'}" >&2
      return 1
    done
    return
  fi
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

as_owner() { # COMMAND...: of the folder, who could link a name in it to a file of root's. Its user may be gone, with the agent of before
  local user group
  read -r user group < <(stat -c '%u %g' "$challenges")
  setpriv --reuid="$user" --regid="$group" --clear-groups -- "$@"
}

serves_challenges() { # NAME...
  local name status path=/.well-known/acme-challenge/tlsup
  for name; do
    status=
    as_owner touch "$challenges/tlsup"
    read -r _ status _ < <(exec 3<> /dev/tcp/127.0.0.1/80 && printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$path" "$name" >&3 && head -n 1 <&3) || true
    as_owner rm -f "$challenges/tlsup"
    [[ $status == 4* ]] || continue
    echo "the web server on port 80 must serve $name$path from $challenges: it answers $status. Let it, take dns-01, or begin with self-signed" >&2
    return 1
  done
}

stop_responder() {
  if systemctl --quiet is-active "$responder_unit"; then systemctl stop "$responder_unit"; fi
}
