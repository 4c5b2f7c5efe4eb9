/**
 * The tables of readonly-root(8), as they are in the image: `table ROOT NAME` says the lines of
 * etc/NAME and etc/NAME.d without comments. Who uses it says what `bind FROM TO` and
 * `trouble TEXT` are. Paths are absolute, without `..`.
 */
export const tableWords = `
table() {
  for each in "$1/etc/$2" "$1/etc/$2.d"/*; do
    case $each in *~|*.rpmnew|*.rpmsave|*.dpkg-*) continue ;; esac
    if [ -f "$each" ]; then sed 's/#.*//; s/^[ \\t]*//; s/[ \\t\\r]*$//; /^$/d' "$each"; echo; fi
  done | sed '/^$/d'
}
is_plain() {
  case $1 in
    /|*/../*|*/..) trouble "$1 in $2 is no path of its own."; return 1 ;;
    /*) return 0 ;;
    *) trouble "$1 in $2 is no absolute path."; return 1 ;;
  esac
}
folder_like() {
  mkdir -p "$2" && chown "$(stat -c %u:%g "$1")" "$2" && chmod "$(stat -c %a "$1")" "$2"
}
# memory_of ROOT TOP [overlay]: what rwtab names is writable, in memory below TOP; what an overlay
# lets be written anyway is left as it is.
memory_of() {
  table "$1" rwtab | while read -r kind path; do
    path=\${path%/}
    is_plain "$path" rwtab || continue
    if [ ! -e "$1$path" ]; then continue; fi
    case $kind in
      empty) folder_like "$1$path" "$2$path" ;;
      dirs)
        find "$1$path" -type d | while IFS= read -r each; do
          folder_like "$each" "$2\${each#"$1"}"
        done ;;
      files)
        if [ "$3" = overlay ]; then continue; fi
        mkdir -p "$2\${path%/*}" && cp -a "$1$path" "$2$path" ;;
      *) trouble "rwtab: $kind $path: no such kind."; continue ;;
    esac || { trouble "rwtab: no room for $path."; continue; }
    bind "$2$path" "$1$path" || trouble "rwtab: $path could not be mounted."
  done
}
# drive_of ROOT DRIVE: what statetab names lies on the drive: seeded from the image once, whole or
# not at all. A folder that the image lacks is made if its path ends in a slash.
drive_of() {
  {
    table "$1" statetab
    if [ -f "$2/files" ]; then sed 's/#.*//; s/[ \\t\\r]*$//; /^$/d' "$2/files"; fi
  } | while read -r named rest; do
    path=\${named%/}
    if [ -n "$rest" ]; then trouble "statetab: $named $rest: no path."; continue; fi
    is_plain "$path" statetab || continue
    if [ ! -e "$2$path" ] && [ ! -L "$2$path" ]; then
      seed=$2/.stateless/seed
      rm -rf "$seed"
      mkdir -p "$seed" "$2\${path%/*}"
      if [ -e "$1$path" ]; then cp -a "$1$path" "$seed/it"
      elif [ "$named" != "$path" ]; then mkdir "$seed/it"
      else trouble "statetab: the image has no $path."; continue
      fi || { trouble "statetab: $path could not be seeded."; continue; }
      sync
      mv "$seed/it" "$2$path" || { trouble "statetab: $path could not be seeded."; continue; }
    fi
    if [ ! -e "$1$path" ]; then
      if [ -d "$2$path" ]; then mkdir -p "$1$path"; else mkdir -p "$1\${path%/*}" && : >"$1$path"; fi
    fi
    bind "$2$path" "$1$path" || trouble "statetab: $path could not be mounted."
  done
}
`;
