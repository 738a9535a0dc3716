#!/usr/bin/env bash
# Everything CI runs. What cannot run here is named at the end as NOT RUN; CI fails on any such line.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
status=0
not_run=()

step() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  "$@" || { status=1; printf '== %s FAILED\n' "$name"; }
}

# apt is used when it may be: root, and a Debian that has it.
apt_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  if [ -z "${apt_updated:-}" ]; then
    apt-get update -qq >/dev/null 2>&1 || return 1
    apt_updated=1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

have_postgres() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
have_postgres || apt_install postgresql
have_postgres || not_run+=("PostgreSQL: no server, and it could not be installed with apt")

command -v chromium >/dev/null || apt_install chromium fonts-noto-core || not_run+=("Chromium: no browser, and it could not be installed with apt")
command -v java >/dev/null || apt_install openjdk-17-jre-headless || not_run+=("Java: the spark engine needs it, and it could not be installed with apt")

step format "$bin/ruff" format --check src tests bench tools
step lint "$bin/ruff" check src tests bench tools
step types "$bin/mypy"
step layers "$bin/lint-imports"
# Skips that begin with NOT RUN name what this machine lacks (a C compiler, root for a small disk, a server).
report=$(mktemp)
run_tests() {
  "$bin/python" -m pytest -n 2 --dist loadfile -p no:cacheprovider -rs 2>&1 | tee "$report"
  return "${PIPESTATUS[0]}"
}
step tests run_tests
while read -r line; do
  not_run+=("$line")
done < <(grep '^SKIPPED' "$report" | grep -o 'NOT RUN.*' | sed 's/^NOT RUN:* *//' | sort -u)
rm -f "$report"

printf '\n'
for line in "${not_run[@]:-}"; do
  [ -n "$line" ] && printf 'NOT RUN %s\n' "$line"
done
exit $status
