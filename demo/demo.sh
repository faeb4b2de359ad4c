#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws digits and completes halves of real ones in a GIMP without a window. `./dev demo` calls it inside the host.
# usage: demo.sh BUILD-FOLDER OUTPUT-FOLDER
# Needs $GIMP3_DIRECTORY (a folder for GIMP to write to) and $NCSN_MODEL_PATH (where digits.safetensors is).
set -eu
build=$1
NCSN_DEMO_OUTPUT=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
NCSN_SHARED=${NCSN_SHARED:-$here/../../shared}
export NCSN_DEMO_OUTPUT NCSN_SHARED

# GIMP loads a plug-in only from a folder of the same name.
mkdir -p "$GIMP3_DIRECTORY/plug-ins/ncsn" "$NCSN_DEMO_OUTPUT"
cp "$build/plugin/ncsn" "$GIMP3_DIRECTORY/plug-ins/ncsn/ncsn"

console=
for name in gimp-console-3.0 gimp-console-3.2 gimp-console-3 gimp-console; do
  if [ -z "$console" ] && command -v "$name" >/dev/null 2>&1; then
    console=$name
  fi
done
[ -n "$console" ] || { echo "There is no gimp-console here: install GIMP 3." >&2; exit 1; }

log=$GIMP3_DIRECTORY/demo.log
echo "Starting GIMP without a window…"
if ! "$console" -nis --batch-interpreter python-fu-eval -b "exec(open('$here/demo.py').read())" --quit \
  </dev/null 2>"$log"; then
  cat "$log" >&2
  exit 1
fi
cat <<END

The pictures are in $NCSN_DEMO_OUTPUT; digits.xcf has the layers, for GIMP.
To add Filters > NCSN to your own GIMP: run ./dev install, then restart GIMP.
END
