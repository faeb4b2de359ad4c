#!/bin/sh
# The checks of ./dev lint. Each check prints what is wrong and where. usage: lint.sh REPOSITORY
set -u
cd "$1" || exit 1
repo=$(pwd -P)
problems=0

# Every file of the project, without build folders, caches and the output of demo and training.
files () # FIND-TEST…
{
  find . -type d \( -path ./.git -o -path './build*' -o -path ./.cache -o -path ./training \
    -o -path ./demo-output -o -name __pycache__ \) -prune -o -type f "$@" -print
}

check () # WHAT COMMAND…
{
  what=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok: $what"
  else
    printf '%s\n' "$output"
    echo "NOT ok: $what"
    problems=$((problems + 1))
  fi
}

formatting ()
{
  messages=$(files -name '*.[ch]' | tr '\n' '\0' | xargs -0 -r clang-format --dry-run -Werror 2>&1) && return
  wrong=$(printf '%s\n' "$messages" | sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: error:.*/\1/p' | sort -u)
  printf '%s\n' "${wrong:-$messages}"
  return 1
}

shell_scripts ()
{
  scripts=$(files ! -name '*.[ch]' ! -name '*.md' ! -size +200k | tr '\n' '\0' |
    xargs -0 awk 'FNR == 1 && /^#!.*[\/ ](sh|bash)$|^# shellcheck shell=/ { print FILENAME } { nextfile }')
  printf '%s\n' "$scripts" | tr '\n' '\0' | xargs -0 -r shellcheck -x
}

python_syntax ()
{
  files -name '*.py' | tr '\n' '\0' | xargs -0 -r python3 -c '
import sys
for name in sys.argv[1:]:
    with open(name, "rb") as source:
        compile(source.read(), name, "exec")'
}

# Finds paths that exist on one machine only: the folder around the repository and home folders.
own_paths ()
{
  pattern='(/home|/Users)/[a-z][a-z0-9_-]*/'
  for folder in "$(dirname "$repo")" "$HOME"; do
    case $folder in / | /tmp) continue ;; esac
    pattern="$pattern|(^|[^A-Za-z0-9_}.\$*-])$(printf '%s' "$folder" | sed 's/[][().*+?{}|^$\\]/\\&/g')/"
  done
  found=$(files | tr '\n' '\0' | xargs -0 -r grep -nIE "$pattern")
  printf '%s\n' "$found"
  [ -z "$found" ]
}

# A copy has no build folders, whose files reuse would ask for licences.
licences ()
{
  copy=$(mktemp -d)
  files | tar --create --files-from=- | tar --extract --directory="$copy"
  reuse --root "$copy" lint
  status=$?
  rm -rf "$copy"
  return "$status"
}

# There is no home page yet.
metadata ()
{
  appstreamcli validate --no-net --override=url-homepage-missing=info data/*.metainfo.xml
}

check "C formatting (clang-format)" formatting
check "shell scripts (shellcheck)" shell_scripts
check "Python syntax" python_syntax
check "include directions" python3 tests/house/include-direction.py .
check "no path of one machine" own_paths
check "licences (reuse)" licences
check "metadata (appstreamcli)" metadata
if [ "$problems" -gt 0 ]; then
  echo "lint: $problems of the checks above failed." >&2
  exit 1
fi
echo "lint: clean"
