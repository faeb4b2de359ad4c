# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for fish; cli/common/complete.h says what “ncsn --complete” answers.

function __ncsn_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l typed (commandline --current-token --cut-at-cursor)
    set -l answer ($words[1] --complete $words[2..] "$typed" 2>/dev/null)
    printf '%s\n' $answer[2..]
    if test "$answer[1]" = files
        __fish_complete_path "$typed"
    end
end

complete --command ncsn --no-files --arguments '(__ncsn_complete)'
