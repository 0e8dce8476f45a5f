# Places ACME challenges in $challenges for the host's web server, or for the responder if port 80 is free; or removes them.
# Appended to responder.sh.
set -euo pipefail
: "${challenges:?}"
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

place() { # a line for each challenge on standard input: TOKEN TAB BODY TAB NAME
  local names=() token body name
  [ "$(id -u)" = 0 ] || { echo "the SSH user must be root" >&2; exit 1; }
  mkdir -p "$challenges"
  while IFS=$'\t' read -r token body name; do
    printf %s "$body" | as_owner tee -- "$challenges/$token" > /dev/null
    # An IPv6 address is no name in a request.
    [[ $name == *:* ]] || names+=("$name")
  done
  start_responder "${names[@]}"
}

remove() { # a line for each token on standard input
  while read -r token; do
    rm -f "$challenges/$token"
  done
  if [ -z "$(ls -A "$challenges" 2>/dev/null)" ]; then stop_responder; fi
}

"$1"
