# A release's tables say which files root links and removes, so the form of each row is checked, regardless of its sender.

is_relative() { # PATH
  [[ $1 =~ ^[A-Za-z0-9_@.+:=~-]+(/[A-Za-z0-9_@.+:=~-]+)*$ && /$1/ != */../* && /$1/ != */./* ]]
}

is_below_etc() { [[ $1 == /etc/* ]] && is_relative "${1#/}"; }

is_unit() { [[ $1 =~ ^[A-Za-z0-9:_.@-]+\.service$ ]]; }

is_title() { [ "$1" = . ] || [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9\ :._/-]*$ ]]; }

is_port() { [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && [ "$1" -le 65535 ]; }

is_host_name() { [[ $1 =~ ^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$ && $1 != *..* ]]; }

is_digest() { [[ $1 =~ ^[0-9a-f]{64}$ ]]; }

is_row() { # TABLE CELL...
  case $1 in
    links) [ "$#" = 3 ] && is_below_etc "$2" && is_relative "$3" ;;
    takeovers) [ "$#" = 2 ] && is_below_etc "$2" ;;
    services)
      [ "$#" = 6 ] && is_unit "$2" && is_among "$3" reload reload-workers restart && { [ "$4" = . ] || is_relative "${4%/}"; } && is_title "$5" &&
        is_among "$6" . shared
      ;;
    ports) [ "$#" = 4 ] && is_port "$2" && is_unit "$3" && is_among "$4" . open none ;;
    probes)
      [[ $# == 5 || ($# == 6 && $6 =~ ^[0-9a-f:]+$) ]] &&
        is_among "$2" https tls smtp imap pop3 ftp postgres mysql && is_host_name "${3#"*."}" && is_port "$4" &&
        [[ $5 == . || $5 =~ ^/[A-Za-z0-9._~/-]*$ ]]
      ;;
    certificate) [ "$#" = 3 ] && { { [ "$2" = release ] && is_digest "$3"; } || { [ "$2" = lineage ] && [[ $3 == /* ]] && is_relative "${3#/}"; }; } ;;
    certificate-files) [ "$#" = 4 ] && is_relative "$2" && [[ $3 =~ ^(fullChain|privateKey)( (fullChain|privateKey))*$ && $4 =~ ^[a-z_][a-z0-9_-]*$ ]] ;;
    trees) [ "$#" = 3 ] && is_relative "$2" && is_digest "$3" ;;
    names) [ "$#" = 2 ] && is_relative "$2" ;;
    domain) [ "$#" = 2 ] && is_host_name "$2" ;;
    aliases) [ "$#" = 3 ] && is_host_name "${2#"*."}" && { [ "$3" = . ] || is_relative "$3"; } ;;
  esac
}

# Prints the first part of a received release that does not have the expected form; nothing if all of it has.
malformed_row() { # FOLDER
  local table row odd
  odd=$(find "$1" ! -type f ! -type d -printf '%P' -quit) || return
  if [ -n "$odd" ]; then
    printf '%s must be a file or a folder' "$odd"
    return
  fi
  for table in links takeovers services ports probes certificate certificate-files trees names domain aliases; do
    while IFS= read -r row; do
      IFS=$'\t' read -ra cells <<< "$row"
      is_row "$table" "${cells[@]}" || { printf 'the table %s has a row that is not of the expected form: %s' "$table" "${row//$'\t'/ }"; return; }
    done < "$1/.tlsup/$table"
  done
}
