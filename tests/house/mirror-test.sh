#!/bin/sh
# Tests that packaging/host.sh finds the Debian mirror in apt's sources of both forms. usage: mirror-test.sh REPOSITORY
set -eu
# shellcheck source=packaging/host.sh
. "$1/packaging/host.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
count=0

expect () # NAME ADDRESS: the address found in $scratch for bookworm
{
  count=$((count + 1))
  found=$(mirror_in "$scratch" bookworm)
  if [ "$found" = "$2" ]; then
    echo "ok $count $1"
  else
    echo "not ok $count $1"
    echo "# found: $found"
    failed=1
  fi
  rm -rf "${scratch:?}"/*
}

expect "no sources" ""

cat >"$scratch/sources.list" <<END
# deb http://comment.example/debian bookworm main
deb-src http://source.example/debian bookworm main
deb http://security.example/debian-security bookworm-security main
deb [arch=amd64 signed-by=/etc/key.gpg] https://right.example/debian bookworm main contrib
deb http://later.example/debian bookworm main
END
expect "one-line form" https://right.example/debian

cat >"$scratch/sources.list" <<END
deb cdrom:[Debian GNU/Linux 12]/ bookworm main
deb http://right.example/debian/ bookworm main
END
expect "a disc is passed over" http://right.example/debian/

mkdir "$scratch/sources.list.d"
cat >"$scratch/sources.list.d/debian.sources" <<END
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Enabled: no

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm

Types: deb deb-src
# a remark within
URIs: http://right.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://security.example/debian-security
Suites: bookworm-security
END
expect "deb822 form" http://right.example/debian

echo "1..$count"
exit "$failed"
