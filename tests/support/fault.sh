# Sourced by every bash of a droplet that a test interrupts: records each step, or acts at one of them. A step is a command that
# may change the host: every program except those that only read, and every builtin with a redirection. Between two
# steps nothing on the host changes. The script must not notice: no regular expressions here, as their matches are a global variable.
# shellcheck disable=SC2154,SC1091 # read sets the variables from the folder's files, which also contain the action
set -T
declare -A __harmless=()
for __name in : '[' '[[' '((' break case cd continue declare echo eval exec exit export false flock for let local mapfile printf read return set \
  shift trap true umask unset wait base64 cut diff dpkg-query grep head id ls mountpoint readlink sed sha256sum sleep stat tail tr; do
  __harmless[$__name]=1
done
__folder=/root/fault
for __name in mode wanted count seen; do IFS= read -r "__$__name" < "$__folder/$__name" || true; done
# A release's name differs from push to push.
printf -v __release '%.0s[0-9a-f]' {1..12}
__release+=-${__release:0:54}

__step() {
  # The lines of the wanted step first: to take each command apart costs more than most of them.
  if [ "$__mode" != trace ] && [[ $__wanted != "${0##*/} ${FUNCNAME[*]:1} ${BASH_LINENO[*]} "* ]]; then return 0; fi
  local command=${BASH_COMMAND%%$'\n'*} rest word seen key
  rest=$command
  while word=${rest%%[ =]*} && [[ $rest == "$word="* && $word != *[!A-Za-z0-9_]* ]]; do
    rest=${rest#*=}
    case $rest in
      \$[\(\{]*) return 0 ;;
      \'*) rest=${rest#\'*\'} ;;
      \"*) rest=${rest#\"*\"} ;;
      *\ * ) rest=${rest#"${rest%% *}"} ;;
      *) return 0 ;;
    esac
    if [[ $rest != ' '* ]]; then return 0; fi
    rest=${rest# }
  done
  word=${rest%% *}
  if [[ $word == *=* || $word == '('* ]] || declare -F -- "$word" > /dev/null; then return 0; fi
  rest=${rest//'2> '} rest=${rest//'2>&1'} rest=${rest//'> /dev/null'}
  if [ -n "${__harmless[$word]:-}" ] && [[ $rest != *\>* ]]; then return 0; fi
  key="${0##*/} ${FUNCNAME[*]:1} ${BASH_LINENO[*]} $command"
  key=${key//$__release/#}
  if [ "$__mode" = trace ]; then
    printf '%s\n' "$key" >> "$__folder/trace"
  elif [ "$key" = "$__wanted" ]; then
    printf . >> "$__folder/seen"
    read -r seen < "$__folder/seen" || true
    if [ "${#seen}" = "$__count" ]; then source "$__folder/action"; fi
  fi
  return 0
}
# A script that begins when no step is wanted, or after the wanted one, runs as it is.
if [ "$__mode" = trace ] || { [ -n "$__wanted" ] && [ "${#__seen}" -lt "$__count" ]; }; then trap __step DEBUG; fi
