# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the manual page ncsn.1 from what the command says about itself, so that each option is described once.

usage: man-page.py NEWS.md OUTPUT NCSN    its date is that of the version's news
"""

import json
import re
import subprocess
import sys

# What no table of the command has. {…} are filled in below.
BEGIN = r"""
.TH NCSN 1 {date} "gimp\-ncsn {version}" "User Commands"
.SH NAME
ncsn \- train score models, draw pictures with them and repair pictures
.SH SYNOPSIS
.B ncsn
.I COMMAND
.RI [ OPTION ...]
.SH DESCRIPTION
.B ncsn
trains small neural networks on pictures and uses them to draw new pictures, to fill parts of pictures and to take
noise off them.
The networks are noise conditional score networks.
.PP
Results that are text go to standard output, messages to standard error.
Pictures that a command makes contain the settings that made them;
.B \-\-like
reads these settings.
.SH COMMANDS
"""

END = r"""
.SH OPTIONS WITHOUT A COMMAND
.TP
.BR \-h ", " \-\-help
List the commands.
With a command: explain its options.
.TP
.B \-\-version
Print the version.
.SH EXIT STATUS
.TP
.B 0
The command did what it was asked for, or had nothing to do.
.TP
.B 1
It failed, and one sentence on standard error says why.
With a folder of pictures: at least one of them failed, and the others are done.
.TP
.B 2
The command line makes no sense: an unknown command or option, a value that an option does not have, or options that
contradict each other.
.TP
.B 130
A signal (SIGINT, SIGTERM or SIGHUP) ended it in good order: a training has saved its state, and other commands have
left no unfinished file.
.SH ENVIRONMENT
.TP
.B NCSN_MODEL_PATH
Folders to look for models in before all others, separated by colons.
.TP
.B NCSN_LOCALE_DIR
The folder of translations to use instead of the installed ones.
.TP
.B NCSN_SIMD
The inner loops to use instead of the best ones that the processor has:
.BR avx512 ", " avx2 ", " baseline ", " neon " or " plain .
.TP
.BR XDG_DATA_HOME ", " XDG_DATA_DIRS
The folders of data of the user and of the system; see
.BR FILES .
.SH FILES
.TP
.IR NAME .safetensors
A model: the weights of a network, with all that is needed to use it.
The name of a model without a slash and without this ending is looked for in
.BR NCSN_MODEL_PATH ,
then in the folders below.
.TP
.I ~/.local/share/gimp\-ncsn/models
Models of the user; in
.B XDG_DATA_HOME
if that is set.
.TP
.IR /usr/local/share/gimp\-ncsn/models ", " /usr/share/gimp\-ncsn/models
Models of the system; in the folders of
.B XDG_DATA_DIRS
if that is set.
.TP
.IR NAME .checkpoint
The state of a training, which
.B ncsn train \-\-resume
continues.
.SH SEE ALSO
.BR gimp (1),
.BR gegl (1),
.BR mpirun (1)
"""


def escape(text):
    """Text that has no other meaning in roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti")
    return "\n".join("\\&" + line if line[:1] in {".", "'"} else line for line in text.split("\n"))


def request(name, *arguments):
    """A line such as .TP, with its arguments quoted."""
    return " ".join([f".{name}", *(f'"{escape(argument)}"' for argument in arguments)])


def option_lines(option):
    forms = [form for form in (f"-{option['letter']}" if option["letter"] else "", f"--{option['name']}") if form]
    value = [("=" if forms[-1].startswith("--") else " ") + option["value"]] if option["value"] else []
    heading = escape(", ".join(forms))
    return [".TP", f"\\fB{heading}\\fR" + "".join(f"\\fI{escape(part)}\\fR" for part in value),
            escape(option["help"]) + "."]


def command_lines(name, about):
    words = " ".join(part for part in ("ncsn", name, "[OPTION…]", about["parameters"]) if part)
    lines = [request("SS", words), escape(about["summary"])]
    for option in about["options"]:
        lines += option_lines(option)
    if about["description"]:
        lines += [".PP", ".nf", escape(about["description"].rstrip("\n")), ".fi"]
    return lines


def ask(ncsn, *words):
    answer = subprocess.run([ncsn, *words, "--describe"], check=True, capture_output=True, encoding="utf-8")
    return json.loads(answer.stdout)


def date_of(version, news):
    with open(news, encoding="utf-8") as file:
        found = re.search(rf"^## {re.escape(version)}, (\d{{4}}-\d\d-\d\d)$", file.read(), re.MULTILINE)
    return found[1] if found else sys.exit(f"{news} has no heading “## {version}, YEAR-MONTH-DAY”")


def main(news, output, ncsn):
    everything = ask(ncsn)
    version = everything["version"]
    lines = [BEGIN.strip().format(date=date_of(version, news), version=version)]
    for command in everything["commands"]:
        lines += command_lines(command["name"], ask(ncsn, command["name"]))
    lines.append(END.strip())
    with open(output, "w", encoding="utf-8") as page:
        page.write('.\\" Made by data/man-page.py from the tables of options.\n')
        page.write("\n".join(line for text in lines for line in text.split("\n")) + "\n")


main(*sys.argv[1:])
