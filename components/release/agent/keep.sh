# Which releases stay on the host, and how they are found.

# How many pushes are kept, the one in force included. Of a push and its renewals, only the newest is kept.
keep=3

number_release() { # each release that is put in force gets the next number: folder times are no order, as copies keep them
  local path number last=0
  for path in "$releases"/*/.tlsup/sequence; do
    number=0
    { read -r number < "$path"; } 2> /dev/null
    [ "$number" -le "$last" ] || last=$number
  done
  printf '%s\n' "$((last + 1))" > "$releases/$release/.tlsup/sequence"
}

origin_of() { # RELEASE: the push that it was made from, into `origin`
  origin=$1
  { read -r origin < "$releases/$1/.tlsup/renewed-from"; } 2> /dev/null
}

prune() {
  local path old number origin count=0
  local -A kept=()
  # If someone has made a key readable to others, it must not stay so in a kept release.
  chmod 0600 "$releases"/*/tls/privkey.pem
  while read -r number old; do
    origin_of "$old"
    if [ "$old" = "$release" ] || [ "$old" = "$previous" ]; then
      kept[$origin]=1
    elif [ "$number" = 0 ]; then
      # It was never in force. If it is younger than an hour, its push may still be running.
      [ -z "$(find "$releases/$old" -maxdepth 0 -mmin +60)" ] || rm -rf "${releases:?}/$old"
    elif [ -z "${kept[$origin]-}" ] && [ "$count" -lt "$keep" ]; then
      kept[$origin]=1
    else
      rm -rf "${releases:?}/$old"
    fi
    count=${#kept[@]}
  done < <(for path in "$releases"/*; do
    number=0
    { read -r number < "$path/.tlsup/sequence"; } 2> /dev/null
    printf '%s %s\n' "$number" "${path##*/}"
  done | sort -rn)
}

prune_trees() { # removes trees that no release uses, unless they are younger than an hour: their push may still be running
  local tree
  [ -d "$home/trees" ] || return 0
  (
    # While a push receives a tree, it holds the lock; a later push prunes.
    flock --nonblock 8 || exit
    rm -rf "$home/trees"/.incoming-*
    find "$home/trees" -mindepth 1 -maxdepth 1 -type d -name '[0-9a-f]*' -mmin +60 -printf '%f\n' | while read -r tree; do
      if ! grep -qs $'\t'"$tree"'$' "$releases"/*/.tlsup/trees; then rm -rf "$home/trees/$tree" "$home/trees/$tree.manifest"; fi
    done
  ) 8< "$home/trees/.lock"
}

# Makes a link from the domain to the site's folder, so that a site can also be found by its domain.
index_domain() {
  local link
  domain_in "$releases/$release"
  find "$root" -maxdepth 1 -lname "${home##*/}" ! -name "$domain" -delete
  link=$root/$domain
  if [ -n "$domain" ] && [ "$link" != "$home" ] && { [ -L "$link" ] || [ ! -e "$link" ]; }; then ln -sfn "${home##*/}" "$link"; fi
}
