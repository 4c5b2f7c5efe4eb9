import type { RemoteScript } from '../../../shell/command-line.ts';
import { leaseOf, writer } from './common.ts';

/**
 * The one way in which files of an image server change: all of what stands on stdin, or nothing.
 * "$1": root. Lines on stdin, each path below the root and each TEXT one line of JSON:
 *
 *     expect SUM PATH            the file has this SHA-256; \`-\`: it is not there
 *     hold HOLDER PATH           this lease is HOLDER's, and has not run out
 *     lease SECONDS HOLDER PATH  takes or renews it, unless another holds it
 *     release HOLDER PATH        gives it back, if it is HOLDER's
 *     break PATH                 takes it from whoever has it
 *     write PATH, then TEXT      replaces the file whole
 *     lines COUNT PATH, then COUNT lines: replaces a file that is no JSON whole
 *     append PATH, then TEXT     one more line
 *     rename FROM TO             of a file or folder; nothing, where FROM is not there
 *     mkdir PATH                 makes a folder, unless it is there
 *     audit -, then TEXT         see \`audit\`
 *     commit                     without it nothing happens: the rest was lost on the way
 *
 * Everything is staged and on the disk before the lock is taken, looked at under it, and then put
 * in its place. Says the clock, \`sum SUM PATH\` of all it wrote, and \`done\`; or \`conflict PATH\` or
 * \`held PATH HOLDER\` of each in the way, and \`problem refused\`.
 */
export const commitScript: RemoteScript = {
  name: 'stateroom-commit',
  text: `
${writer}
${leaseOf}
stage commit
whole=; n=0
exec 3>"$stage/ops" 4>"$stage/expect" || problem full
while IFS=' ' read -r verb a b c; do
  unset to
  case $verb in
    commit) whole=1; break ;;
    expect|hold|release|lines) path=$b; more=$c ;;
    lease) path=$c; more= ;;
    rename) path=$a; to=$b; more=$c ;;
    audit) path=audit; more= ;;
    *) path=$a; more=$b ;;
  esac
  if [ -n "$more" ]; then problem "path $path $more"; fi
  for each in "$path" "\${to-x}"; do
    case $each in
      ''|/*|*..*|*[!A-Za-z0-9._/-]*) problem "path $each" ;;
    esac
  done
  n=$((n + 1))
  case $verb in
    expect)
      if [ "$a" = - ]; then echo "absent $n $path" >&3
      else echo "$a  $path" >&4
      fi || problem full ;;
    write|append|audit)
      IFS= read -r text || break
      printf '%s\\n' "$text" >"$stage/$n" || problem full
      echo "$verb $n $path" >&3 || problem full ;;
    lines)
      left=$a; : >"$stage/$n" || problem full
      while [ "$left" -gt 0 ] 2>/dev/null && IFS= read -r text; do
        printf '%s\\n' "$text" >>"$stage/$n" || problem full
        left=$((left - 1))
      done
      if [ "$left" != 0 ]; then break; fi
      echo "write $n $path" >&3 || problem full ;;
    lease)
      echo "{\\"holder\\":\\"$b\\",\\"since\\":$now,\\"serverBoot\\":\\"$boot\\",\\"expires\\":$((upsec + a))}" \\
        >"$stage/$n" || problem full
      echo "lease $n $path $b" >&3 || problem full ;;
    hold|release) echo "$verb $n $path $a" >&3 || problem full ;;
    break|mkdir) echo "$verb $n $path" >&3 || problem full ;;
    rename) echo "$verb $n $path $b" >&3 || problem full ;;
    *) problem "verb $verb" ;;
  esac
done
exec 3>&- 4>&-
if [ -z "$whole" ]; then problem torn; fi
flush "$stage"/*
lock
sweep
clock
{
  if [ -s "$stage/expect" ]; then
    sha256sum -c "$stage/expect" 2>/dev/null | sed -n 's/^\\(.*\\): FAILED.*$/conflict \\1/p'
  fi
  while read -r verb n path who; do
    case $verb in
      absent) if [ -e "$path" ]; then echo "conflict $path"; fi ;;
      hold) lease_of "$path"; if [ "$holder" != "$who" ]; then echo "held $path \${holder:--}"; fi ;;
      lease)
        lease_of "$path"
        if [ -n "$holder" ] && [ "$holder" != "$who" ]; then echo "held $path $holder"; fi ;;
    esac
  done <"$stage/ops"
} >"$stage/against"
if [ -s "$stage/against" ]; then cat "$stage/against"; problem refused; fi
while read -r verb n path rest; do
  case $verb in
    audit) IFS= read -r text <"$stage/$n"; audit "$text" || problem full ;;
    append)
      if [ ! -d "\${path%/*}" ]; then mkdir -p "\${path%/*}" || problem full; fi
      mend "$path" || problem full
      cat "$stage/$n" >>"$path" || { mend "$path"; problem full; }
      flush "$path" "\${path%/*}" ;;
  esac
done <"$stage/ops"
dirs=' '
while read -r verb n path rest; do
  case $path in */*) dir=\${path%/*} ;; *) dir=. ;; esac
  case $verb in
    write|lease)
      if [ ! -d "$dir" ]; then mkdir -p "$dir" || problem full; fi
      mv -f "$stage/$n" "$path" || problem full ;;
    release) lease_of "$path"; if [ "$holder" = "$rest" ]; then rm -f "$path"; fi ;;
    break) rm -f "$path" ;;
    mkdir) mkdir -p "$path" || problem full ;;
    rename) if [ -e "$path" ]; then mv -f "$path" "$rest" || problem full; fi ;;
    *) continue ;;
  esac
  case $dirs in *" $dir "*) ;; *) dirs="$dirs$dir " ;; esac
done <"$stage/ops"
if [ "$dirs" != ' ' ]; then flush $dirs; fi
set --
while read -r verb n path rest; do
  case $verb in write|append) if [ -f "$path" ]; then set -- "$@" "$path"; fi ;; esac
done <"$stage/ops"
if [ $# -gt 0 ]; then sha256sum "$@" | sed 's/^\\([0-9a-f]*\\)  */sum \\1 /'; fi
echo done
`,
};
