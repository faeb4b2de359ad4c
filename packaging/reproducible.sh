#!/bin/sh
# Builds this repository twice, in folders whose names differ, and compares what both install, bit for bit. Takes
# as long as two builds. usage: ./dev shell packaging/reproducible.sh [MESON-OPTION…]
set -eu
repo=$(dirname "$(dirname "$(readlink -f "$0")")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CCACHE_DISABLE=1 # a cache would hand out the first build's files again

build () # NAME MESON-OPTION…
{
  folder=$scratch/$1
  shift
  mkdir -p "$folder"
  tar -C "$repo" -cf - --exclude=./.git --exclude='./build*' --exclude=./demo-output . | tar -C "$folder" -xf -
  meson setup -Dtests=disabled -Dbench=disabled "$@" "$folder/build" "$folder" >"$scratch/log" || {
    cat "$scratch/log"
    exit 1
  }
  ninja --quiet -C "$folder/build"
  meson install --quiet -C "$folder/build" --destdir "$folder/installed"
}

build first "$@"
build "a second folder" "$@"
diff -r "$scratch/first/installed" "$scratch/a second folder/installed"
echo "Both builds install the same $(find "$scratch/first/installed" -type f | wc -l) files."
