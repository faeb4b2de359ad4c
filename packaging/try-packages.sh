# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-3.0-or-later
# Tries the packages in a fresh minimal Debian 13, which is removed afterwards. ./dev sources this file after host.sh.

try_packages () # FOLDER-OF-PACKAGES
{
  root=$cache/root-trial
  say "Trying the packages in a fresh $system (a few minutes)."
  # shellcheck disable=SC2086 # $sudo is one word or none
  $sudo rm -rf --one-file-system "$root"
  bootstrap "$root"
  status=0
  (enter 0:0 / sh -eu "$repo/packaging/trial.sh" "$1" "$repo/packaging/debian/tests") || status=$?
  # shellcheck disable=SC2086
  $sudo rm -rf --one-file-system "$root"
  return "$status"
}
