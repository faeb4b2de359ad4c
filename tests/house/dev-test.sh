#!/bin/sh
# Tests ./dev under difficult conditions: no HOME, a call through a link, no host, a host that cannot be entered or made.
# usage: dev-test.sh REPOSITORY
set -eu
dev=$1/dev
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset NCSN_DEV_HOST NCSN_DEV_SUITE XDG_CACHE_HOME
count=0
failed=0

expect () # NAME COMMAND…
{
  name=$1
  shift
  count=$((count + 1))
  if "$@" >"$scratch/output" 2>&1; then
    echo "ok $count $name"
  else
    echo "not ok $count $name"
    failed=1
    sed 's/^/# /' "$scratch/output"
  fi
}

# shellcheck disable=SC2317 # called through expect
helps () # COMMAND…
{
  "$@" | grep -q '^usage: ./dev VERB'
}

# Fails, and the last line counts one failure.
# shellcheck disable=SC2317 # called through expect
counts_a_failure () # COMMAND…
{
  status=0
  "$@" >"$scratch/lines" 2>"$scratch/said" || status=$?
  cat "$scratch/lines" "$scratch/said"
  [ "$status" -ne 0 ] && [ "$(tail -n 1 "$scratch/lines")" = "0 passed, 1 failed, 0 skipped" ] &&
    [ "$(wc -l <"$scratch/lines")" -eq 1 ]
}

# Fails to make a root, and says why.
# shellcheck disable=SC2317 # called through expect
wants_a_root () # COMMAND…
{
  if "$@" >"$scratch/said" 2>&1; then return 1; fi
  cat "$scratch/said"
  grep -q 'forbids mounts' "$scratch/said"
}

# A machine with only the programs that the script itself calls: no apt, no compiler.
mkdir "$scratch/bin"
for program in cat cut dirname env getent grep head id mkdir readlink sed sh sha256sum; do
  ln -s "$(command -v "$program")" "$scratch/bin/$program"
done
# A cache with a root, and an unshare and a sudo that refuse.
. "$1/packaging/host.sh"
repo=$1
root=$scratch/cache/gimp-ncsn/root-$(package_hash build)
mkdir -p "$root/var/lib/gimp-ncsn" "$scratch/refusing"
touch "$root/var/lib/gimp-ncsn/test-$(package_hash test)"
for program in unshare sudo; do
  printf '#!/bin/sh\nexit 1\n' >"$scratch/refusing/$program"
  chmod +x "$scratch/refusing/$program"
done
ln -s "$dev" "$scratch/link"

echo 1..5
expect "help without a home" helps env -u HOME sh "$dev" help
expect "help through a link" helps sh "$scratch/link" help
expect "tests without a host are counted" counts_a_failure \
  env PATH="$scratch/bin" HOME="$scratch" sh "$dev" test
expect "tests in a host that cannot be entered are counted" counts_a_failure \
  env PATH="$scratch/refusing:$PATH" XDG_CACHE_HOME="$scratch/cache" sh "$dev" test
expect "another suite has a root of its own" wants_a_root \
  env PATH="$scratch/refusing:$PATH" XDG_CACHE_HOME="$scratch/cache" NCSN_DEV_SUITE=forky sh "$dev" build
exit "$failed"
