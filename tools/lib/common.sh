# Shared by the scripts in tools/: where the checkout is, how to speak, how to build.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=true

say() { printf '\n== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# build PRESET [TARGET...]: configures once, then builds; Ninja shows how far it is.
build() {
  local preset=$1
  shift
  cd "$root" || return
  if [[ ! -f build/$preset/build.ninja ]]; then
    cmake --preset "$preset" >"$root/.configure.log" 2>&1 || {
      cat "$root/.configure.log" >&2
      fail "CMake cannot configure the build"
    }
    rm -f "$root/.configure.log"
  fi
  cmake --build --preset "$preset" --parallel "$(nproc)" ${1:+--target "$@"}
}

# need VALUE OPTION: the value of an option must be there.
need() { [[ -n ${1:-} ]] || fail "$2 needs a value"; }
