/**
 * JSON in POSIX sh, for both ends of a boot; needs `od` and any awk, and LC_ALL=C. `json_text` says
 * stdin as one JSON string of plain ASCII: whatever bytes come, it is valid; those that are no
 * UTF-8 become U+FFFD. `json_string KEY` says the text of that key in the object on stdin, and
 * fails where it is not there; a key within a string is not taken for one.
 */
export const jsonWords = `
json_text() {
  od -An -v -tu1 | awk '
    function put(c) {
      if (c == 34 || c == 92) printf "\\\\%c", c
      else if (c == 10) printf "\\\\n"
      else if (c == 9) printf "\\\\t"
      else if (c >= 32 && c < 127) printf "%c", c
      else if (c < 65536) printf "\\\\u%04x", c
      else {
        c -= 65536
        printf "\\\\u%04x\\\\u%04x", 55296 + int(c / 1024), 56320 + c % 1024
      }
    }
    function begin(more, c, least, most) { need = more; point = c; low = least; high = most }
    BEGIN { printf "\\"" }
    {
      for (i = 1; i <= NF; i++) {
        b = $i + 0
        if (need > 0 && b >= low && b <= high) {
          point = point * 64 + b - 128; low = 128; high = 191; need--
          if (need == 0) put(point)
          continue
        }
        if (need > 0) { put(65533); need = 0 }
        if (b < 128) put(b)
        else if (b >= 194 && b <= 223) begin(1, b - 192, 128, 191)
        else if (b >= 224 && b <= 239) begin(2, b - 224, b == 224 ? 160 : 128, b == 237 ? 159 : 191)
        else if (b >= 240 && b <= 244) begin(3, b - 240, b == 240 ? 144 : 128, b == 244 ? 143 : 191)
        else put(65533)
      }
    }
    END { if (need > 0) put(65533); printf "\\"" }'
}
json_string() {
  awk -v key="$1" '
    function hex(digits, i, n) {
      n = 0
      for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
      return n
    }
    function put(c) {
      if (c < 128) printf "%c", c
      else if (c < 2048) printf "%c%c", 192 + int(c / 64), 128 + c % 64
      else if (c < 65536) printf "%c%c%c", 224 + int(c / 4096), 128 + int(c / 64) % 64, 128 + c % 64
      else printf "%c%c%c%c", 240 + int(c / 262144), 128 + int(c / 4096) % 64, 128 + int(c / 64) % 64, 128 + c % 64
    }
    { text = text $0 " " }
    END {
      if (!match(text, "[{,][ \\t\\r]*\\"" key "\\"[ \\t\\r]*:[ \\t\\r]*\\"")) exit 1
      for (i = RSTART + RLENGTH; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\\"") exit 0
        if (c != "\\\\") { printf "%s", c; continue }
        c = substr(text, ++i, 1)
        if (c == "u") {
          point = hex(substr(text, i + 1, 4)); i += 4
          if (point >= 55296 && point < 56320 && substr(text, i + 1, 2) == "\\\\u") {
            point = 65536 + (point - 55296) * 1024 + hex(substr(text, i + 3, 4)) - 56320; i += 6
          }
          put(point)
        }
        else if (c == "n") printf "\\n"
        else if (c == "t") printf "\\t"
        else if (c == "r") printf "\\r"
        else if (c == "b") printf "%c", 8
        else if (c == "f") printf "%c", 12
        else printf "%s", c
      }
      exit 1
    }'
}
`;
