/**
 * What every script begins with: where dom0's tools are, plain numbers and messages, the marks of
 * frames.ts, and `limit SECONDS COMMAND…`: a toolstack that waits for a dead xenstored, or a file
 * system whose server is gone, must not take the whole script with it.
 */
export const common = `
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
LC_ALL=C
export PATH LC_ALL
n=$1
if timeout -s KILL 5 true 2>/dev/null
then limit() { timeout -s KILL "$@"; }
else limit() { shift; "$@"; }
fi
`;

/**
 * `files DIRECTORY`: the toolstack's own settings as a frame `xl-conf`, every domain configuration
 * as a frame `file-path` and one `file-text` (64 KiB of it at most; `file-target` between them
 * where it is a link; a status other than 0 where it cannot be read), every autostart link's target as `auto`. `files-end` says that nothing was
 * cut off. A file that autostart names and the directory does not show is told like the others.
 */
export const filesFunction = `
one_file() {
  [ -f "$1" ] || return 0
  begin file-path; printf %s "$1"; end 0
  if [ -L "$1" ]; then begin file-target; readlink -f "$1"; end $?; fi
  begin file-text; head -c 65536 "$1"; end $?
}
files() {
  begin files; end 0
  if [ -r "$1/xl.conf" ]; then begin xl-conf; head -c 65536 "$1/xl.conf"; end $?; fi
  for f in "$1"/*.cfg; do
    one_file "$f"
  done
  for a in "$1"/auto/*; do
    [ -f "$a" ] || continue
    r=$(readlink -f "$a")
    begin auto; printf %s "$r"; end 0
    case $r in
      "$1"/*/*) one_file "$r" ;;
      "$1"/*.cfg) ;;
      *) one_file "$r" ;;
    esac
  done
  begin files-end; end 0
}
`;
