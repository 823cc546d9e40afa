# The backup part of tools/bench: what those who hand in reports notice of a backup of a large store.
# shellcheck shell=bash
# Needs bench_http.sh, and bin, work, seconds, member. Fills backup_rounds and backup_s; the rounds are scenarios submission.quiet.N and submission.backup.N.
backup_store_mib=1024 backup_rounds=0 backup_s=0

store_mib() { awk -v b="$(stat -c %s "$work/data/store/evaluation.db")" 'BEGIN {printf "%d", b / 1048576}'; }

# Submissions until evaluation's store is large enough.
grow_store() {
  while (($(store_mib) < backup_store_mib)); do
    measure growing bench_submit.lua 64 "$(signed "$member" shopper)"
    unset 'names[-1]'
    printf '%d of %d MiB\n' "$(store_mib)" "$backup_store_mib" >&2
  done
}

take_backup() {
  local from
  from=$(date +%s.%N)
  "$bin/shopperctl" backup --out "$work/backups" --data "$work/data" >"$work/backup.log" 2>&1 || { cat "$work/backup.log" >&2; return 1; }
  backup_s=$(awk -v a="$from" -v b="$(date +%s.%N)" 'BEGIN {printf "%.0f", b - a}')
  rm -rf "$work/backups"
}

# measure_backup ROUNDS: by turns for as long without one as the backup before took, and while one is taken; the first one is nobody's.
measure_backup() {
  grow_store
  take_backup || fail "the backup failed"
  local seconds
  for ((backup_rounds = 1; backup_rounds <= $1; backup_rounds++)); do
    seconds=$backup_s
    measure "submission.quiet.$backup_rounds" bench_submit.lua 64 "$(signed "$member" shopper)"
    measure "submission.backup.$backup_rounds" bench_submit.lua 64 "$(signed "$member" shopper)" '' take_backup
  done
  backup_rounds=$1
}

# backup_ratios FIGURE: of each round, what it was with a backup by what it was without one; sorted.
backup_ratios() {
  local round
  for ((round = 1; round <= backup_rounds; round++)); do ratio "${result[submission.backup.$round.$1]}" "${result[submission.quiet.$round.$1]}"; echo; done | sort -n
}
backup_json() {
  local figure separator=''
  printf '"store_mib":%s,"seconds":%s,"ratios":{' "$(store_mib)" "$backup_s"
  for figure in per_s p50_ms p99_ms p999_ms max_ms; do
    printf '%s"%s":[%s]' "$separator" "$figure" "$(backup_ratios "$figure" | paste -sd,)"
    separator=','
  done
  printf '}'
}
backup_table() {
  local figure
  printf '\na backup of a store of %s MiB, in %s s, to submissions at 64 connections: what they have with it by what they have without, of each round\n' "$1" "$backup_s"
  for figure in per_s p50_ms p99_ms p999_ms max_ms; do printf '%-18s %s\n' "$figure" "$(backup_ratios "$figure" | paste -sd' ')"; done
}
