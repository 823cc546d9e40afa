# The HTTP part of tools/bench: floors of this machine, and scenarios driven by wrk.
# shellcheck shell=bash
# Needs: bin, work, seconds, url, services. Fills floors[NAME.*] and result[SCENARIO.*].
declare -A floors result idle peak
names=()

pid_of() { sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" "$work/data/run.json" | head -n 1; }
rss_mib() { awk '/VmRSS/ {printf "%.1f", $2 / 1024}' "/proc/$(pid_of "$1")/status"; }
ticks_of() { awk '{print $14 + $15}' "/proc/$1/stat"; }
log_mib() { find "$work/data/store" -name '*.db-wal' -printf '%s\n' | awk '{s += $1} END {printf "%.1f", s / 1048576}'; }
# figure KEY: of wrk's report, milliseconds for percentiles.
figure() {
  awk -v key="$1" 'function ms(v) {if (v ~ /us$/) return v / 1000; if (v ~ /ms$/) return v + 0; return v * 1000}
    key == "per_s" && /Requests\/sec/ {printf "%.0f", $2}
    key == "requests" && /requests in/ {print $1}
    key == "errors" && /Non-2xx/ {print $NF}
    key == $1 && $1 ~ /%$/ {printf "%.2f", ms($2)}
    key == "max" && $1 == "Latency" && $2 ~ /s$/ {printf "%.2f", ms($4)}
    key == $1 && $1 == "p99.9" {printf "%.2f", $2}' "$work/wrk.log"
}
per_request_us() { awk -v t="$1" -v n="$2" -v hz="$(getconf CLK_TCK)" 'BEGIN {printf "%.0f", n ? t / hz * 1e6 / n : 0}'; }

# What the parts of a request cost at best, here and now: Pistache with a constant answer, a unary gRPC echo, SQLite group commits.
measure_floors() {
  local pid port before server
  mkdir -p "$work/floor"
  read -r floors[commit.per_s] floors[commit.cpu_us] < <("$bin/shopper-floors" commit "$seconds" "$work/floor")
  read -r floors[call.per_s] floors[call.cpu_us] < <("$bin/shopper-floors" call "$seconds")
  "$bin/shopper-floors" http >"$work/floor/port" &
  server=$!
  until [[ -s $work/floor/port ]]; do sleep 0.02; done
  port=$(<"$work/floor/port")
  before=$(ticks_of $server)
  wrk -t1 -c64 -d"${seconds}s" --latency "http://127.0.0.1:$port/" >"$work/wrk.log"
  floors[http.per_s]=$(figure per_s)
  floors[http.cpu_us]=$(per_request_us "$(($(ticks_of $server) - before))" "$(figure requests)")
  kill $server
  wait $server 2>/dev/null || true
  rm -rf "$work/floor"
}

# measure NAME SCRIPT CONNECTIONS TOKEN [PATHS [DURING]]: one scenario; PATHS: a file of addresses to read; DURING: what it lasts as long as.
measure() {
  local name=$1 script=$2 connections=$3 token=$4 paths=${5:-} during=${6:-} s load lasts_s=$seconds
  [[ ! $during ]] || lasts_s=3600
  say "$name, $connections connections" >&2
  declare -A before
  for s in "${services[@]}"; do before[$s]=$(ticks_of "$(pid_of "$s")"); done
  BENCH_RUN=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n') BENCH_BODY=$work/body.json BENCH_APPLICATION=$work/application.json BENCH_AT=$(date -u +%FT%TZ) BENCH_PATHS=$paths BENCH_TOKEN=$token BENCH_WRITER=${shopper:-} \
    wrk -t1 -c"$connections" -d"${lasts_s}s" --latency -s "$root/tools/lib/$script" "$url" >"$work/wrk.log" &
  load=$!
  if [[ $during ]]; then
    sleep 1   # until all connections are at work
    "$during" || { kill "$load"; fail "$during failed"; }
    kill -INT "$load"
  fi
  wait "$load"
  local total
  total=$(figure requests)
  result[$name.per_s]=$(figure per_s)
  result[$name.p50_ms]=$(figure 50%)
  result[$name.p99_ms]=$(figure 99%)
  result[$name.p999_ms]=$(figure p99.9)
  result[$name.max_ms]=$(figure max)
  result[$name.errors]=$(figure errors)
  result[$name.requests]=$total
  result[$name.log_mib]=$(log_mib)
  for s in "${services[@]}"; do
    result[$name.cpu_us.$s]=$(per_request_us "$(($(ticks_of "$(pid_of "$s")") - before[$s]))" "$total")
    result[$name.rss_mib.$s]=$(rss_mib "$s")
  done
  names+=("$name")
}

# All evaluations as one CSV file, as an analyst takes them out. Memory is the most either process ever had, so it comes last.
measure_export() {
  say "export" >&2
  read -r _ _ analyst <"$work/data/tokens/analyst"
  local from
  from=$(date +%s.%N)
  SHOPPER_URL=$url SHOPPER_TOKEN=$analyst "$bin/shopperctl" evaluation export "$programme" --out "$work/export.csv" >/dev/null || fail "the export failed"
  export_s=$(awk -v a="$from" -v b="$(date +%s.%N)" 'BEGIN {printf "%.1f", b - a}')
  export_rows=$(($(grep -c $'\r$' "$work/export.csv") - 1))
  export_mib=$(awk -v b="$(stat -c %s "$work/export.csv")" 'BEGIN {printf "%.0f", b / 1048576}')
  for s in gateway evaluation; do peak[$s]=$(awk '/VmHWM/ {printf "%.0f", $2 / 1024}' "/proc/$(pid_of "$s")/status"); done
  rm "$work/export.csv"
}

# cpu_of SCENARIO: microseconds of CPU a request, of all processes of the suite together.
cpu_of() {
  local s sum=0
  for s in "${services[@]}"; do sum=$((sum + ${result[$1.cpu_us.$s]})); done
  echo $sum
}
# What the floors allow on all cores when their parts are all a submission costs, and how much of it the suite reaches.
floors_us() { awk -v a="${floors[http.cpu_us]}" -v b="${floors[call.cpu_us]}" -v c="${floors[commit.cpu_us]}" 'BEGIN {printf "%.1f", a + b + c}'; }
of_cpu_limit() { awk -v r="${result[submission.per_s]}" -v us="$(floors_us)" -v cores="$(nproc)" 'BEGIN {printf "%.2f", r * us / 1e6 / cores}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", (b > 0 ? a / b : 0)}'; }

http_json() {
  local name s separator='' inner
  printf '"cores":%s,"floors":{' "$(nproc)"
  for name in http call commit; do
    printf '%s"%s":{"per_s":%s,"cpu_us":%s}' "$separator" "$name" "${floors[$name.per_s]}" "${floors[$name.cpu_us]}"
    separator=','
  done
  printf '},"scenarios":{'
  separator=''
  for name in "${names[@]}"; do
    printf '%s"%s":{"per_s":%s,"p50_ms":%s,"p99_ms":%s,"p999_ms":%s,"max_ms":%s,"errors":%s,"log_mib":%s' "$separator" "$name" "${result[$name.per_s]}" "${result[$name.p50_ms]}" \
      "${result[$name.p99_ms]}" "${result[$name.p999_ms]}" "${result[$name.max_ms]}" "${result[$name.errors]:-0}" "${result[$name.log_mib]}"
    for figures in cpu_us rss_mib; do
      printf ',"%s":{' "$figures"
      inner=''
      for s in "${services[@]}"; do printf '%s"%s":%s' "$inner" "$s" "${result[$name.$figures.$s]}"; inner=','; done
      printf '}'
    done
    printf '}'
    separator=','
  done
  printf '},"ratios":{"submission_of_cpu_limit":%s,"submission_of_http_floor":%s,"read_of_http_floor":%s' "$(of_cpu_limit)" \
    "$(ratio "${result[submission.per_s]}" "${floors[http.per_s]}")" "$(ratio "${result[read.per_s]}" "${floors[http.per_s]}")"
  for name in submission read; do
    [[ ! ${result[$name.grown.per_s]:-} ]] || printf ',"%s_cpu_grown":%s' "$name" "$(ratio "$(cpu_of "$name.grown")" "$(cpu_of "$name")")"
  done
  printf '},"export":{"rows":%s,"seconds":%s,"mib":%s,"peak_mib":{"gateway":%s,"evaluation":%s}' "$export_rows" "$export_s" "$export_mib" "${peak[gateway]}" "${peak[evaluation]}"
  printf '},"idle_mib":{'
  inner=''
  for s in "${services[@]}"; do printf '%s"%s":%s' "$inner" "$s" "${idle[$s]}"; inner=','; done
  printf '}'
}

scenario_table() {
  local name
  printf '\n%-18s %8s %8s %8s %8s %8s %7s %8s   CPU us a request: gateway, evaluation, all\n' scenario per_s p50_ms p99_ms p99.9 max errors log_MiB
  for name in "${names[@]}"; do
    printf '%-18s %8s %8s %8s %8s %8s %7s %8s   %s, %s, %s\n' "$name" "${result[$name.per_s]}" "${result[$name.p50_ms]}" "${result[$name.p99_ms]}" "${result[$name.p999_ms]}" "${result[$name.max_ms]}" \
      "${result[$name.errors]:-0}" "${result[$name.log_mib]}" "${result[$name.cpu_us.gateway]}" "${result[$name.cpu_us.evaluation]}" "$(cpu_of "$name")"
  done
}
http_table() {
  local name s
  printf '\n%-18s %8s %8s   the floors: what one part alone gives here\n' floor per_s cpu_us
  for name in http call commit; do printf '%-18s %8s %8s\n' "$name" "${floors[$name.per_s]}" "${floors[$name.cpu_us]}"; done
  scenario_table
  printf '\nsubmissions: %s of what the CPU of their parts allows (%s us on %s cores); of Pistache with a constant %s, reads %s\n' "$(of_cpu_limit)" "$(floors_us)" "$(nproc)" \
    "$(ratio "${result[submission.per_s]}" "${floors[http.per_s]}")" "$(ratio "${result[read.per_s]}" "${floors[http.per_s]}")"
  for name in submission read; do
    [[ ! ${result[$name.grown.per_s]:-} ]] || printf '%s: CPU a request with %s more evaluations in the store, of before: %s\n' "$name" "$grow" "$(ratio "$(cpu_of "$name.grown")" "$(cpu_of "$name")")"
  done
  printf 'export: %s evaluations, %s MiB in %s s; at most %s MiB in the gateway, %s in evaluation at any time of the run\n' "$export_rows" "$export_mib" "$export_s" "${peak[gateway]}" "${peak[evaluation]}"
  printf '\n%-18s %10s %10s   MiB resident\n' process idle loaded
  for s in "${services[@]}"; do printf '%-18s %10s %10s\n' "$s" "${idle[$s]}" "${result[${names[-1]}.rss_mib.$s]}"; done
}
