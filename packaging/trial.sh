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
    -o -path /var/log -prune -o -name '__pycache__' -prune -o -name '*.cache' -prune -o -print | sort
}

ours ()
{
  dpkg-query -W -f '${source:Package} ${Package}\n' | sed -n 's/^gimp-ncsn //p'
}

# The same packages with a higher version.
make_upgrade ()
{
  for file in "$packages"/*.deb; do
    dpkg-deb --raw-extract "$file" "$work/package"
    sed -i -E '/^(Version|Depends|Recommends|Suggests):/s/([0-9.]+-[0-9]+)(\)|$)/\1+upgrade\2/g' "$work/package/DEBIAN/control"
    dpkg-deb --root-owner-group --build "$work/package" "$work/upgrade" >/dev/null
    rm -r "$work/package"
  done
}

apt-get -q update
# shellcheck disable=SC2046 # one word a package
apt-get -q -y install --no-install-recommends gimp $(sed -n 's/^Depends: //p' "$tests/control" | tr -d , |
  tr ' ' '\n' | grep -v ncsn) openmpi-bin
snapshot >"$work/before"
rm -f "$packages"/*-dbgsym_*.deb
apt-get -q -y install --no-install-recommends "$packages"/*.deb
sh "$tests/in-gimp"
mkdir "$work/upgrade"
make_upgrade
apt-get -q -y install --no-install-recommends "$work"/upgrade/*.deb
dpkg-query -W -f '${source:Package} ${Package} ${Version}\n' | grep '^gimp-ncsn '
sh "$tests/in-gimp"
# shellcheck disable=SC2046 # one word a package
apt-get -q -y purge $(ours)
snapshot >"$work/after"
diff "$work/before" "$work/after" || { echo "Purging left the files above that begin with >." >&2; exit 1; }
echo "Installed, tested in GIMP, upgraded, tested again and purged: nothing is left."
