# Completes a release in its own folder, before any part of it is in force.

# The certificate comes last, so that a renewal during the preparation is not missed.
complete() { # RELEASE: prints what went wrong
  local folder=$releases/$1
  prepare "$1" && take_lineage "$folder" && compose_certificate_files "$folder" && make_client "$folder" && keep_former_names "$folder" &&
    spare_others_units "$folder" || return
  if [ -s "$folder/.tlsup/preparation" ] || [ -d "$folder/clients" ]; then note_made "$folder"; fi
}

# A unit that ran before the first site of tlsup serves others as well: it is not confined for this site, which would restart it.
spare_others_units() { # FOLDER
  local path target row unit kept='' spared=''
  while IFS=$'\t' read -r path target; do
    unit=${path#/etc/systemd/system/} unit=${unit%%.d/*}
    row=$path$'\t'$target$'\n'
    if [[ $path$target == /etc/systemd/system/*.d/*/unit.conf ]] && runs_for_others "$unit"; then spared+=$row; else kept+=$row; fi
  done < "$1/.tlsup/links"
  [ -n "$spared" ] || return 0
  printf '%s' "$spared" > "$1/.tlsup/spared" && printf '%s' "$kept" > "$1/.tlsup/links"
}

spared_commands() { # in words, each unit that was spared and that serves the release by its drop-in's command alone
  local path target
  while read -r path target; do
    path=${path#/etc/systemd/system/}
    ! grep -q ^ExecStart= "$releases/$release/$target" || printf '%s ran before the first site of tlsup: stop it first\n' "${path%%.d/*}"
  done 2> /dev/null < "$releases/$release/.tlsup/spared"
}

client_extensions='[req]
distinguished_name = name
x509_extensions = client
[name]
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
'

# A locked-down server refuses clients without a certificate. The probes have their own, whose key only root can read.
make_client() { # FOLDER
  local clients=$1/clients
  [ -f "$clients/authority.pem" ] || return 0
  (umask 077 && openssl req -x509 -config /dev/stdin -subj '/CN=tlsup proves its release' -days 36500 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$clients/proof-key.pem" -out "$clients/proof.pem" <<< "$client_extensions") &&
    chmod 0644 "$clients/proof.pem" && cat "$clients/authority.pem" "$clients/proof.pem" > "$clients/trusted.pem"
}

# Its owner must not get at other files by a link in the folder, which this process is in.
read_original() { # FILE COPY
  if [ -O . ]; then
    cp --dereference --preserve "$1" "$2"
  else
    umask 077
    # shellcheck disable=SC2046 # two options
    timeout 20 setpriv $(stat --format '--reuid=%u --regid=%g' .) --clear-groups --no-new-privs -- cat "$1" > "$2" < /dev/null 9>&-
  fi
}

prepare() { # RELEASE
  local folder=$releases/$1 path before keeper command
  [ -s "$folder/.tlsup/preparation" ] || return 0
  survey "$previous" "$1"
  while read -r path; do
    before=$path
    if is_ours "$path" || was_taken_over "$path"; then before=$home/before$path; fi
    keeper=$before
    if [ -L "$before" ]; then
      keeper=$path
      # Kept elsewhere, a relative link still counts from where it was.
      before=$(cd -P "${path%/*}" && realpath -m "$(readlink "$before")")
      [ -f "$before" ] || { echo "$path was a link to $before, where no file is"; return 1; }
    fi
    [ -f "$before" ] || continue
    mkdir -p "$folder/.before${path%/*}" && (walk "${keeper%/*}" && read_original "$before" "$folder/.before$path") || return
  done < "$folder/.tlsup/takeovers"
  while read -r command; do
    (cd "$folder" && eval "timeout 900 $command" < /dev/null 9>&-) || return
  done < "$folder/.tlsup/preparation"
}

# When a name goes, the new release keeps what the old one served it with, under `former`: visitors still use the name until its record is gone.
# If no other goes, it keeps what the old one kept, whose records may still be there. The servers' configurations include it.
keep_former_names() { # FOLDER
  local path old=$releases/$previous here=$home/current folders gone=() paths=() rewrite=()
  column_of "$1" names
  folders=("${cells[@]%/*}")
  [ "${#folders[@]}" = 0 ] || { mkdir -p "${folders[@]/#/$1/former/}" && without_former_names "$1"; } || return
  # Another kind of server could not read the configuration of this one.
  if [ -z "$previous" ] || ! same_file "$1/.tlsup/names" "$old/.tlsup/names"; then return 0; fi
  lost_names "$old" "$1"
  [ "${#gone[@]}" != 0 ] || { old+=/former && lost_names "$old" "$1"; }
  [ "${#gone[@]}" != 0 ] || return 0
  served_by "$old" "${gone[@]}"
  for path in "${paths[@]}"; do rewrite+=(-e "s#$here/${path//./\\.}#$here/former/$path#g"); done
  for path in "${paths[@]}"; do
    mkdir -p "$1/former/${path%/*}" && cp --archive "$old/$path" "$1/former/$path" || return
    [[ $path == *.pem ]] || sed -i "${rewrite[@]}" "$1/former/$path" || return
  done
  mkdir -p "$1/former/.tlsup" && cp "$old"/.tlsup/{domain,names,aliases} "$1/former/.tlsup" || return
  probes_of "$old" "$1" "${gone[@]}" > "$1/former/.tlsup/probes"
  # A former name that was locked down still needs the CA of its clients.
  if [ ! -d "$1/clients" ] && [ -d "$releases/$previous/clients" ]; then cp --archive "$releases/$previous/clients" "$1" || return; fi
  printf '%s\n' "${gone[@]}" > "$1/former/hosts"
  # HAProxy prefers an ECDSA certificate for a wildcard to an RSA one for the name itself.
  echo "$here/former/${paths[0]}" "${gone[@]}" "${hosts[@]/#/!}" > "$1/former/certificates"
}

without_former_names() { : > "$1/former/hosts" && : > "$1/former/certificates"; } # FOLDER

lost_names() { # OLD NEW: the names of the one folder that the other does not serve, into `gone`
  local name before
  hosts_in "$1"
  before=("${hosts[@]}")
  hosts_in "$2"
  for name in "${before[@]}"; do is_served "$name" "${hosts[@]}" || gone+=("$name"); done
}

served_by() { # FOLDER NAME...: the paths in a release that serve these names, into `paths`; the certificate serves all of them
  local folder=$1 name path
  shift
  domain_in "$folder"
  column_of "$folder" names
  for path in "${cells[@]}"; do
    if [[ $path == *.pem ]] || is_among "$domain" "$@"; then paths+=("$path"); fi
  done
  [ -f "$folder/.tlsup/aliases" ] || return 0
  while IFS=$'\t' read -r name path; do
    if [ "$path" != . ] && is_among "$name" "$@"; then paths+=("$path"); fi
  done < "$folder/.tlsup/aliases"
}

probes_of() { # FOLDER RELEASE NAME...: the probes of a web server for these names; what answers, and so the path, is the release's
  local folder=$1 protocol name port path address row=()
  IFS=$'\t' read -r -a row < <(grep ^https "$2/.tlsup/probes")
  shift 2
  while IFS=$'\t' read -r protocol name port path address; do
    if [ "$protocol" = https ] && is_among "$name" "$@"; then printf '%s\t%s\t%s\t%s\t%s\n' https "$name" "$port" "${row[3]-$path}" "$address"; fi
  done < "$folder/.tlsup/probes"
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

# Lists what preparation made, by its topmost paths: it belongs to the release, but only the host knows its content.
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
