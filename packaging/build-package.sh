#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian source package and its packages from this tree, and checks them with lintian.
# usage: build-package.sh REPOSITORY OUTPUT
set -eu
repo=$1 output=$2
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$repo/meson.build")
tree=$output/gimp-ncsn-$version

rm -rf --one-file-system "$output"
mkdir -p "$tree"
tar -C "$repo" --exclude-vcs --exclude='./build*' --exclude=./demo-output --exclude=./training --exclude=./.cache \
  --exclude=__pycache__ --exclude=./packaging/debian -cf - . | tar -C "$tree" -xf -
tar -C "$output" -czf "$output/gimp-ncsn_$version.orig.tar.gz" "${tree##*/}"
cp -r "$repo/packaging/debian" "$tree/debian"
# Debian has no common copy of this licence, whose text must then be in debian/copyright: its last paragraph.
sed 's/^ *$/./; s/^/ /' "$repo/LICENSES/CC-BY-SA-4.0.txt" >>"$tree/debian/copyright"

cd "$tree"
dpkg-buildpackage --unsigned-source --unsigned-changes
cd "$output"
lintian --fail-on error,warning --display-info gimp-ncsn_"$version"-*.changes
