#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the packages in a fresh system, tests the installed files, upgrades, and removes everything again.
# try-packages.sh runs it there as root. usage: trial.sh FOLDER-OF-PACKAGES FOLDER-OF-TESTS
set -eu
packages=$1 tests=$2
export DEBIAN_FRONTEND=noninteractive
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Everything in the system's folders, except what apt, dpkg and the triggers of other packages keep for themselves.
snapshot ()
{
  find /etc /opt /usr /var -path /var/cache -prune -o -path /var/lib/apt -prune -o -path /var/lib/dpkg -prune \
    -o -path /var/log -prune -o -name '*.cache' -prune -o -print | sort
}

ours ()
{
  dpkg-query -W -f '${source:Package} ${Package}\n' | sed -n 's/^gimp-ncsn //p'
}

# The same packages with a higher version.
make_upgrade () # PACKAGE…
{
  for file in "$@"; do
    dpkg-deb --raw-extract "$file" "$work/package"
    version=$(dpkg-deb --field "$file" Version)
    sed -i -E "/^(Version|Depends|Recommends|Suggests):/s/ $version(\)|$)/ $version+upgrade\1/g" "$work/package/DEBIAN/control"
    dpkg-deb --root-owner-group -Znone --build "$work/package" "$work/upgrade" >/dev/null
    rm -r "$work/package"
  done
}

# Python keeps compiled files of what it runs, which would count as left behind; those of packages are made at once.
test_all ()
{
  sed -n 's/^Tests: //p' "$tests/control" | while read -r test; do
    PYTHONDONTWRITEBYTECODE=1 sh "$tests/$test" </dev/null
  done
}

# What the packages and their tests need of others, as one list for apt.
needs () # PACKAGE…
{
  {
    for file in "$@"; do
      dpkg-deb --field "$file" Depends
    done
    sed -n 's/^Depends: //p' "$tests/control"
  } | tr , '\n' | grep . | grep -v ncsn | paste -s -d ,
}

set --
for file in "$packages"/*.deb; do
  case $file in *-dbgsym_*) ;; *) set -- "$@" "$file" ;; esac
done
apt-get -q update
apt-get -q -y satisfy --no-install-recommends "$(needs "$@")"
snapshot >"$work/before"
apt-get -q -y install --no-install-recommends "$@"
test_all
mkdir "$work/upgrade"
make_upgrade "$@"
apt-get -q -y install --no-install-recommends "$work"/upgrade/*.deb
dpkg-query -W -f '${source:Package} ${Package} ${Version}\n' | grep '^gimp-ncsn '
test_all
# shellcheck disable=SC2046 # one word a package
apt-get -q -y purge $(ours)
snapshot >"$work/after"
diff "$work/before" "$work/after" || { echo "Purging left the files above that begin with >." >&2; exit 1; }
echo "Installed, tested, upgraded, tested again and purged: nothing is left."
