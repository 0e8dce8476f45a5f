# Completes a release in its own folder before anything of it is in force.

complete() { # RELEASE: prints what went wrong
  local folder=$releases/$1 path before command
  take_lineage "$folder" && compose_certificate_files "$folder" || return
  [ -s "$folder/.tlsup/preparation" ] || return 0
  survey "$previous" "$1"
  while read -r path; do
    before=$path
    if is_ours "$path"; then before=$home/before$path; fi
    if [ -f "$before" ]; then mkdir -p "$folder/.before${path%/*}" && cp --dereference --preserve "$before" "$folder/.before$path" || return; fi
  done < "$folder/.tlsup/takeovers"
  while read -r command; do
    (cd "$folder" && eval "timeout 900 $command" < /dev/null) || return
  done < "$folder/.tlsup/preparation"
  note_made "$folder"
}

compose_certificate_files() { # FOLDER
  local path parts owner part sources
  while IFS=$'\t' read -r path parts owner; do
    sources=()
    for part in $parts; do
      if [ "$part" = fullChain ]; then sources+=("$1/tls/fullchain.pem"); else sources+=("$1/tls/privkey.pem"); fi
    done
    mkdir -p "$1/${path%/*}" && rm -f "$1/$path" && (umask 077 && cat "${sources[@]}" > "$1/$path") && chown "$owner" "$1/$path" || return
  done < "$1/.tlsup/certificate-files"
}

# What preparation made, by its topmost paths: it is of the release, and its content is not known to anybody else.
note_made() { # FOLDER
  local kind path
  local -A known=([.tlsup]=1 [tls]=1 [tls/fullchain.pem]=1 [tls/privkey.pem]=1)
  while read -r _ path; do know "$path"; done < "$1/.tlsup/sums"
  while IFS=$'\t' read -r path _; do know "$path"; done < "$1/.tlsup/certificate-files"
  while IFS=$'\t' read -r kind path; do
    if [ -z "${known[$path]-}" ] && { [[ $path != */* ]] || [ -n "${known[${path%/*}]-}" ]; }; then printf '%s\n' "$path"; fi
  done < <(find "$1" -mindepth 1 -printf '%y\t%P\n') > "$1/.tlsup/made"
}

know() { # PATH, and every folder above it
  local path=$1
  known[$path]=1
  while [[ $path == */* ]]; do
    path=${path%/*}
    known[$path]=1
  done
}
