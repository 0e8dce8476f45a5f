# Changes which release is in force: one symbolic link decides it, and all others lead through it.

walk() { # FOLDER: from `/`, as far as only root decides where it leads, and into the first folder of another user's. Sets `rest`
  rest=${1#/}/
  cd / || return
  while [ -O . ] && [ "$rest" ]; do cd "./${rest%%/*}" && rest=${rest#*/} || return; done
}

# That user could change a link at any time: only the kernel knows where this process is.
enter() { # FOLDER: unless a link of another user's leads to it
  local rest start
  walk "$1" || return
  [ "$rest" ] || return 0
  start=$(env pwd) && cd "./$rest" && [ "$(env pwd)/" = "${start%/}/$rest" ] && return
  echo "a link of another user's leads to $1" >&2
  return 1
}

replace_link() { # TARGET PATH: atomically
  local said name=${2##*/}
  said=$({ enter "${2%/*}" && ln -sfT "$1" "$name.tlsup-new" && mv -fT "$name.tlsup-new" "$name"; } 2>&1) && return
  failure="the link $2 could not be written: $(one_line "$said")"
  rm -f "$2.tlsup-new"
  return 1
}

# Reads the current target of each link of two releases into `leads`, and the type of what is there into `kinds`.
survey() { # RELEASE RELEASE: either may be empty
  local release path kind target paths=()
  declare -gA leads=() kinds=()
  for release in "$@"; do
    column "$release" links
    paths+=("${cells[@]}")
  done
  [ "${#paths[@]}" -gt 0 ] || return 0
  while IFS=$'\t' read -r kind path target; do
    kinds[$path]=$kind leads[$path]=$target
  done < <(find "${paths[@]}" -maxdepth 0 -printf '%y\t%p\t%l\n' 2> /dev/null)
}

is_ours() { # PATH, which has been surveyed
  [[ ${leads[$1]-} == "$home/current/"* ]]
}

# Prints what is in the release's way, one a line: other owners' files that it may not take over.
foreign_files() {
  local path takeovers other unit
  column "$release" takeovers
  takeovers=("${cells[@]}")
  column "$release" links
  for path in "${cells[@]}"; do
    if [ -z "${kinds[$path]-}" ] || is_ours "$path"; then continue; fi
    if [[ ${leads[$path]} == "$root/"* ]]; then
      other=${leads[$path]#"$root/"}
      domain_in "$root/${other%%/*}/current"
      printf '%s is the site %s'"'"'s\n' "$path" "${domain:-${other%%/*}}"
    elif [[ ${kinds[$path]} != [fl] ]] || ! is_among "$path" "${takeovers[@]}"; then
      printf '%s exists and is not tlsup'"'"'s\n' "$path"
    elif ! was_taken_over "$path" && configures_others "$path"; then
      printf '%s is the configuration of the owner of this host: it was changed, and %s, which reads it, ran before the first site of tlsup\n' "$path" "$unit"
    fi
  done
}

# A package's own file may be taken over. One that its owner has changed may not, while the package's server runs, which is put into `unit`.
configures_others() { # PATH: one that no package tracks does not
  local package sum
  package=$(dpkg-query --search "$1" 2> /dev/null) || return
  package=${package%%:*} sum=$(md5sum < "$1")
  # shellcheck disable=SC2016 # dpkg-query expands it.
  if dpkg-query --show --showformat '${Conffiles}\n' "$package" | grep --quiet --fixed-strings " $1 ${sum%% *}"; then return 1; fi
  unit=$package.service
  runs_for_others "$unit"
}

# In words, each name that another site serves: one a line.
name_owners() {
  local site name wanted
  hosts_in "$releases/$release"
  wanted=("${hosts[@]}")
  other_sites
  for site in "${others[@]}"; do
    hosts_in "$site/current"
    for name in "${wanted[@]}"; do
      if is_among "$name" "${hosts[@]}"; then printf '%s is served by the site %s of this host\n' "$name" "${site##*/}"; fi
    done
  done
}

# In words, each new name that a site of the owner's has: of two with one name, nginx and Apache serve the first. Apache also takes a wildcard for the name,
# in a file that it reads before tlsup's.
foreign_names() {
  local path name folders=() before fresh=" "
  column "$release" links
  for path in "${cells[@]}"; do
    case $path in /etc/nginx/* | /etc/apache2/*) folders=("${path%/*/*}"/{nginx.conf,conf.d,sites-enabled}) ;; esac
  done
  hosts_in "$home/current"
  before=("${hosts[@]}")
  hosts_in "$releases/$release"
  for name in "${hosts[@]}"; do is_among "$name" "${before[@]}" || fresh+="$name "; done
  [ "${#folders[@]}" = 0 ] || [ "$fresh" = " " ] ||
    find -L "${folders[@]}" -type f ! -name '*tlsup-*' -exec awk -v fresh="$fresh" "$names_in_files" {} + 2> /dev/null | sort -u
}

# nginx's names end with a semicolon, Apache's with the line. find would expand `{}`.
# shellcheck disable=SC2016 # awk has `$i`.
names_in_files='
function tell(name) { if (index(fresh, " " name " ")) print name " is served by the site in " FILENAME }
function cover(pattern) {
  gsub(/\./, "[.]", pattern); gsub(/\*/, ".*", pattern); gsub(/\?/, ".", pattern)
  for (each in names) if (names[each] ~ ("^" pattern "$")) tell(names[each])
}
BEGIN { split(fresh, names, " ") }
FNR == 1 { ends = ""; file = FILENAME; sub(/.*\//, "", file); is_first = file < "tlsup-" }
{
  sub(/#.*/, ""); gsub(/["\047\r]/, ""); gsub(/[;}{]/, " ; "); goes_on = sub(/\\$/, "")
  for (i = 1; i <= NF; i++) {
    word = tolower($i)
    if (word == ";") ends = ""
    else if (word ~ /^server(name|alias)$/) ends = "line"
    else if ($i == "server_name") ends = ";"
    else if (ends) {
      gsub(/^https?:\/\/|:[0-9]+$/, "", word)
      if (sub(/^\./, "", word)) tell("*." word)
      tell(word)
      if (ends == "line" && is_first && word ~ /[*?]/) cover(word)
    }
  }
  if (ends == "line" && !goes_on) ends = ""
}'

was_taken_over() { # PATH: by the release in force. A file there instead of its link is an edited copy of that release's, and no original
  column "$previous" takeovers
  is_among "$1" "${cells[@]}"
}

keep_originals() { # and beside them, for their owner to find, edited copies
  local path place is_kept=
  column "$release" takeovers
  for path in "${cells[@]}"; do
    if [ -z "${kinds[$path]-}" ] || is_ours "$path"; then continue; fi
    is_kept=1 place=$home/before$path
    if was_taken_over "$path"; then place=$home/edited$path; fi
    copy "$path" "$place" || return
  done
  [ -z "$is_kept" ] || sync --file-system "$home"
}

copy() ( # FILE PATH: in one step. A file that cp makes anew, it opens by no link
  name=${2##*/}
  mkdir -p "${2%/*}" && enter "${2%/*}" && cp --archive --remove-destination -T "$1" "$name.tlsup-new" && mv -fT "$name.tlsup-new" "$name"
)

drop_originals() { # of files that the release in force has not taken over
  local path
  [ -d "$home/before" ] || return 0
  column "$release" takeovers
  while read -r path; do
    is_among "/$path" "${cells[@]}" || rm -f "$home/before/$path"
  done < <(find "$home/before" -not -type d -printf '%P\n')
}

switch() { # FROM TO, which have been surveyed; either may be empty
  local path target place taken
  local -A wanted=()
  if [ -n "$2" ]; then
    replace_link "releases/$2" "$home/current" || return
    while IFS=$'\t' read -r path target; do
      wanted[$path]=1
      if [ "${leads[$path]-}" = "$home/current/$target" ]; then continue; fi
      mkdir -p "${path%/*}" && replace_link "$home/current/$target" "$path" || return
    done < "$releases/$2/.tlsup/links"
  fi
  column "$1" takeovers
  taken=("${cells[@]}")
  column "$1" links
  for path in "${cells[@]}"; do
    if [ -n "${wanted[$path]-}" ]; then continue; fi
    if ! is_ours "$path"; then
      if ! is_among "$path" "${taken[@]}" || ! is_edited "$path"; then continue; fi
      # Where the site goes, its folder goes.
      if [ -n "$2" ]; then place=$home/edited$path; else place=$path.tlsup-edited; fi
      copy "$path" "$place" || return
    fi
    give_back "$path" || return
  done
  [ -n "$2" ] || rm -f "$home/current"
}

is_edited() { # PATH, which was taken over: whether another file stands in its place now, and there is an original to give back
  [[ ${kinds[$1]-} == [fl] ]] || return
  diff --brief --no-dereference "$home/before$1" "$1" > /dev/null 2>&1
  [ "$?" = 1 ]
}

give_back() { # PATH: puts back what was there before, if anything was
  if [ -e "$home/before$1" ] || [ -L "$home/before$1" ]; then
    copy "$home/before$1" "$1"
  else
    rm -f "$1"
    # The folder of a unit's drop-ins was made for the first of them.
    if [[ $1 == /etc/systemd/system/*.d/* ]]; then rmdir "${1%/*}" 2> /dev/null || true; fi
  fi
}

# Makes the folders durable that a switch has written to.
settle_links() { # FROM TO
  local release path
  local -A folders=()
  for release in "$1" "$2"; do
    column "$release" links
    for path in "${cells[@]}"; do
      if [ -d "${path%/*}" ]; then folders[${path%/*}]=1; fi
    done
  done
  sync "$home" "${!folders[@]}"
}
