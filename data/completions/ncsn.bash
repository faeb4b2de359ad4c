# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Completion for bash; cli/common/complete.h says what “ncsn --complete” answers.

_ncsn ()
{
  local answer=() words=() word
  # bash cuts “--option=value” at the “=”.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    [ "$word" = = ] || words+=("$word")
  done
  [ "${COMP_WORDS[COMP_CWORD]}" != = ] || words+=("")
  mapfile -t answer < <("${COMP_WORDS[0]}" --complete "${words[@]}" 2>/dev/null)
  [ "${answer[0]-}" != files ] || compopt -o default
  COMPREPLY=()
  for word in "${answer[@]:1}"; do
    printf -v word %q "${word%%$'\t'*}"
    COMPREPLY+=("$word")
  done
}

complete -F _ncsn ncsn
