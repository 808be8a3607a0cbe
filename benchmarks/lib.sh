# shellcheck shell=bash disable=SC2034
# Shared by run, compare and peers/run; sourced, not run.

# step prints what is being done, on standard error: standard output is the table.
step() { printf '== %s\n' "$*" >&2; }

# work is a folder for everything that is built and written; kept when BENCH_DIR names it.
if [ -n "${BENCH_DIR:-}" ]; then
  work=$(mkdir -p "$BENCH_DIR" && cd "$BENCH_DIR" && pwd)
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

# gogc is what the product sets for itself; the yardsticks run with the same.
gogc=400

# core is what programs are pinned to that run on one: the last, since most of what
# a system does by itself is on the first.
core=$(($(nproc) - 1))

# corpus names the conversations: BENCH_FILE, or the real ones, or made-up ones
# where those are absent.
corpus() {
  local real=${BENCH_FILE:-$root/../shared/data/real/load.jsonl.gz}
  if [ -e "$real" ]; then
    echo "$real"
    return
  fi
  [ -e "$work/made.jsonl" ] || "$work/bin/makeinput" conversations -interactions 18637 >"$work/made.jsonl"
  echo "$work/made.jsonl"
}

# build builds the product and the programs named.
build() {
  step building
  (cd "$root" && go build -o "$work/bin/" ./cmd/zhijian "$@")
}

# score prints the command of a job into a fresh folder: score INPUT [FLAG...]
score() {
  local input=$1
  shift
  echo "rm -rf $work/out; exec $work/bin/zhijian score --json --date 2026-11-20 --out $work/out $* $input"
}
