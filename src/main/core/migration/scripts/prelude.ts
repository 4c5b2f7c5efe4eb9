/** What every script of a move begins with: sudo and plain logins leave xl's folder out of PATH. */
export const prelude = `
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
umask 077
`;

/**
 * `row_of UUID` prints "DOMID STATE" of the domain with that uuid, or nothing; it fails where xl
 * cannot list. Columns are counted from the right-most uuid to the left: the name, the first
 * column, can hold anything, a row too.
 */
export const rowOf = `
row_of() {
  rows=$(xl list -v </dev/null) || return 1
  printf '%s\\n' "$rows" | awk -v u="$1" '{
    for (i = NF; i > 5; i--) if (length($i) == 36 && $i ~ /^[0-9a-f-]+$/) {
      if ($i == u) { print $(i - 5), $(i - 2); exit }
      next
    }
  }'
}
`;

/** `nap`: a fifth of a second where sleep can do that, else a second. */
export const nap = `
nap() { sleep 0.2 2>/dev/null || sleep 1; }
`;

/**
 * `look UUID` puts the domain's row into `row`, and waits for an `xl` that cannot list for a
 * moment; it fails, with an empty `row`, where that lasts. Needs `rowOf` and `nap`.
 */
export const lookFor = `
look() {
  tries=0
  until row=$(row_of "$1"); do
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then row=; return 1; fi
    nap
  done
}
`;
