# The draw's part of tools/bench: `shopperctl draw run` on made pools, and on published instances where they are at hand.
# shellcheck shell=bash
# Needs: bin, work. Fills draw_names and draws[NAME.*].
declare -A draws
draw_names=()

# peak_mib COMMAND...: runs it, its output to $work/draw.json; the greatest resident size that was seen.
peak_mib() {
  "$@" >"$work/draw.json" 2>"$work/draw.log" &
  local pid=$! seen=0 now
  while kill -0 "$pid" 2>/dev/null; do
    now=$(awk '/VmHWM/ {print $2}' "/proc/$pid/status" 2>/dev/null) || true
    seen=${now:-$seen}
    sleep 0.02
  done
  wait "$pid" || { cat "$work/draw.log" >&2; return 1; }
  awk -v k="$seen" 'BEGIN {printf "%.0f", k / 1024}'
}

# The largest difference, in appearances, between a person's share of the list and her chance.
worst_off() {
  awk -v RS=, -v panels="$1" '
    /"probabilities":\{/ {part = 1; i = 0}
    /"appearances":\{/ {part = 2; i = 0}
    part {
      value = $0; gsub(/[}\n]/, "", value); sub(/.*:/, "", value)
      if (part == 1) chance[i++] = value
      else {off = value - panels * chance[i++]; if (off < 0) off = -off; if (off > worst) worst = off}
    }
    END {printf "%.1f", worst}' "$work/draw.json"
}

# measure_draw NAME DIRECTORY SIZE CAP
measure_draw() {
  local name=$1 directory=$2 size=$3 cap=$4 head
  draws[$name.mib]=$(peak_mib "$bin/shopperctl" --json draw run --respondents "$directory/respondents.csv" --categories "$directory/categories.csv" --size "$size" --cap "$cap" --seed 0a)
  head=$(head -c 16384 "$work/draw.json")
  local figure
  for figure in read total optimum panels certificate; do draws[$name.$figure]=$(sed -n "s/.*\"seconds\":{[^}]*\"$figure\":\([0-9.e-]*\).*/\1/p" <<<"$head"); done
  for figure in candidates min_probability max_probability certified bound; do draws[$name.$figure]=$(sed -n "s/.*\"$figure\":\([^,]*\),.*/\1/p" <<<"$head"); done
  # Without a certificate the chances told are the list's own.
  draws[$name.worst_off]=null
  # In two stages the list is of those shortlisted alone.
  [[ ${draws[$name.certified]} != true || $head == *'"two_stage":'* ]] || draws[$name.worst_off]=$(worst_off 1000)
  draw_names+=("$name")
}

# measure_draws INSTANCES PEOPLE...: pools of so many people; INSTANCES: a directory of published ones (NAME_SIZE/respondents.csv), "" for none.
measure_draws() {
  local instances=$1 people cap at
  shift
  for people in "$@"; do
    say "Draws from $people people" >&2
    "$bin/shopper-demo" --out "$work/pool" --pool "$people" >&2
    for cap in off auto; do measure_draw "n=$people cap=$cap" "$work/pool" 50 "$cap"; done
  done
  [[ $instances ]] || return 0
  for at in "$instances"/*_*/; do
    at=${at%/}
    say "Draws from ${at##*/}" >&2
    for cap in off auto; do measure_draw "${at##*/} cap=$cap" "$at" "${at##*_}" "$cap"; done
  done
}

draws_json() {
  local separator='' inner name figure
  for name in "${draw_names[@]}"; do
    printf '%s{"name":"%s"' "$separator" "$name"
    for figure in candidates min_probability bound max_probability certified worst_off mib; do printf ',"%s":%s' "$figure" "${draws[$name.$figure]}"; done
    printf ',"seconds":{'
    inner=''
    for figure in read optimum panels certificate total; do printf '%s"%s":%s' "$inner" "$figure" "${draws[$name.$figure]}"; inner=','; done
    printf '}}'
    separator=','
  done
}

draws_table() {
  local name
  printf '\n%-28s %7s %8s %7s %6s %7s %5s  %9s %9s %8s %6s %5s   seconds; chances in percent; worst appearances off of 1,000\n' draw read optimum list proof all MiB lowest bound highest proven worst
  for name in "${draw_names[@]}"; do
    awk -v name="$name" -v r="${draws[$name.read]}" -v o="${draws[$name.optimum]}" -v p="${draws[$name.panels]}" -v c="${draws[$name.certificate]}" -v t="${draws[$name.total]}" -v m="${draws[$name.mib]}" \
      -v low="${draws[$name.min_probability]}" -v bound="${draws[$name.bound]}" -v high="${draws[$name.max_probability]}" -v proven="${draws[$name.certified]}" -v worst="${draws[$name.worst_off]}" \
      'BEGIN {printf "%-28s %7.3f %8.3f %7.2f %6.2f %7.2f %5s  %9.5f %9.5f %8.3f %6s %5s\n", name, r, o, p, c, t, m, 100 * low, 100 * bound, 100 * high, proven == "true" ? "yes" : "no", worst == "null" ? "-" : worst}'
  done
}
