#!/bin/sh
# Tests packaging/user-install.sh in a temporary home folder: files are installed where GIMP and the shell
# look, foreign files stay, and uninstall restores the home folder. usage: install-test.sh REPOSITORY
set -eu
installer=$1/packaging/user-install.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset XDG_DATA_HOME XDG_CONFIG_HOME
HOME=$scratch/home
export HOME
repo="$scratch/a repository's folder"
config=$HOME/.config/GIMP
count=0
failed=0

report () # NAME STATUS
{
  count=$((count + 1))
  if [ "$2" -eq 0 ]; then
    echo "ok $count $1"
  else
    echo "not ok $count $1"
    failed=1
  fi
}

expect () # NAME COMMAND…
{
  name=$1
  shift
  status=0
  "$@" >"$scratch/output" 2>&1 || status=1
  report "$name" "$status"
  [ "$status" -eq 0 ] || sed 's/^/# /' "$scratch/output"
}

# shellcheck disable=SC2317 # called through expect
refuse () # COMMAND…
{
  ! "$@"
}

inventory ()
{
  find "$HOME" | sort
}

# shellcheck disable=SC2317 # called through expect
same_as_before ()
{
  inventory | diff "$scratch/before" -
}

mkdir -p "$repo/build/cli" "$repo/build/plugin" "$repo/build/operation" "$repo/models" "$config/3.2" "$HOME/.local/bin"
printf '#!/bin/sh\necho command\n' >"$repo/build/cli/ncsn"
printf 'module\n' >"$repo/build/cli/ncsn-mpi.so"
printf 'plug-in\n' >"$repo/build/plugin/ncsn"
mkdir -p "$repo/build/po/de/LC_MESSAGES"
printf 'catalogue\n' >"$repo/build/po/de/LC_MESSAGES/gimp-ncsn.mo"
printf 'operation\n' >"$repo/build/operation/ncsn-denoise.so"
printf '#!/bin/sh\nshift\necho "through dev: $*"\n' >"$repo/dev"
chmod +x "$repo/dev" "$repo/build/cli/ncsn"
printf 'weights\n' >"$repo/models/digits.safetensors"
mkdir -p "$repo/docs/help/en"
printf 'page\n' >"$repo/docs/help/en/index.html"
inventory >"$scratch/before"

expect "install" sh "$installer" install "$repo" 3.0.4
expect "plug-in for the GIMP of the build" test -x "$config/3.0/plug-ins/ncsn/ncsn"
expect "plug-in for the GIMP in use" test -x "$config/3.2/plug-ins/ncsn/ncsn"
expect "operation for GEGL" cmp "$repo/build/operation/ncsn-denoise.so" "$HOME/.local/share/gegl-0.4/plug-ins/ncsn-denoise.so"
expect "command" cmp "$repo/build/cli/ncsn" "$HOME/.local/bin/ncsn"
expect "module of the command" cmp "$repo/build/cli/ncsn-mpi.so" "$HOME/.local/lib/gimp-ncsn/ncsn-mpi.so"
expect "catalogue" cmp "$repo/build/po/de/LC_MESSAGES/gimp-ncsn.mo" \
  "$HOME/.local/share/gimp-ncsn/locale/de/LC_MESSAGES/gimp-ncsn.mo"
expect "model" cmp "$repo/models/digits.safetensors" "$HOME/.local/share/gimp-ncsn/models/digits.safetensors"

expect "page of help" cmp "$repo/docs/help/en/index.html" "$HOME/.local/share/gimp-ncsn/help/en/index.html"

printf 'new weights\n' >"$repo/models/digits.safetensors"
expect "install again" sh "$installer" install "$repo" 3.0.4
expect "the model is the new one" cmp "$repo/models/digits.safetensors" "$HOME/.local/share/gimp-ncsn/models/digits.safetensors"
expect "uninstall" sh "$installer" uninstall
expect "nothing is left" same_as_before
expect "uninstall with nothing there" sh "$installer" uninstall

# A binary that this machine cannot run is reached through ./dev.
printf '#!/bin/sh\nexit 1\n' >"$repo/build/cli/ncsn"
expect "install of a foreign binary" sh "$installer" install "$repo" 3.0.4
# shellcheck disable=SC2016 # for the inner shell
expect "the command goes through dev" sh -c '[ "$("$1" a "b c")" = "through dev: ncsn a b c" ]' sh "$HOME/.local/bin/ncsn"
touch "$config/3.0/pluginrc"
sh "$installer" uninstall >/dev/null
expect "what GIMP wrote since stays" test -e "$config/3.0/pluginrc"
rm -r "$config/3.0"

echo "somebody's" >"$HOME/.local/bin/ncsn"
inventory >"$scratch/before"
expect "a foreign file is refused" refuse sh "$installer" install "$repo" 3.0.4
expect "and stays" grep -q "somebody's" "$HOME/.local/bin/ncsn"
sh "$installer" uninstall >/dev/null
expect "what was begun is undone" same_as_before

echo "1..$count"
exit "$failed"
