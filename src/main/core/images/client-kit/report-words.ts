/**
 * What a client says of itself, in the shape of `reportSchema`. Needs `json_text`. `argument NAME`
 * says a word of the kernel's command line. `write_report FOLDER CLIENT DIGEST BOOT MOUNTED HEALTH`
 * with the text on stdin; DIGEST `-`: none. The time is that of the server, which dates its own
 * files: a client's clock may be hours off.
 */
export const reportWords = `
argument() {
  for word in $(cat "$proc/cmdline"); do
    case $word in "$1="*) echo "\${word#*=}"; return 0 ;; esac
  done
  return 1
}
write_report() {
  new=$1/.$2.new
  digest=null
  if [ "$3" != - ]; then digest="\\"$3\\""; fi
  rm -f "$new"
  : >"$new" && at=$(stat -c %Y "$new") || return 1
  {
    printf '{"client":"%s","digest":%s,"bootId":"%s",' "$2" "$digest" "$4"
    printf '"stateMounted":%s,"health":"%s","healthText":' "$5" "$6"
    tail -c 4000 | json_text
    printf ',"at":%s}\\n' "$at"
  } >"$new" && mv -f "$new" "$1/$2.json"
}
`;
