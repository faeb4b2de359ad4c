# SPDX-License-Identifier: GPL-3.0-or-later
"""Training on two machines: network namespaces, each with an address, a host name and a folder."""

import os
import re
import subprocess
import sys

from mpi import ENVIRONMENT, TRAINING, end, losses
from support import NCSN, main, run, write, write_digits

NAMES = ("one", "two")

# In its own folder, which has the data and nothing else.
PROGRAM = ("sh", "-c", 'cd "$(hostname)"; exec "$0" "$@"', NCSN)


class Machine:
    """A namespace, which lives as long as a process in it."""

    def __init__(self, name):
        self.holder = subprocess.Popen(
            ["unshare", "--net", "--uts", "sh", "-c", f"hostname {name} && echo ready && cat"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.ready = self.holder.stdout.readline() == "ready\n"
        self.enter = ["nsenter", "--target", str(self.holder.pid), "--net", "--uts"]

    def ip(self, *arguments):
        return subprocess.run([*self.enter, "ip", *arguments], check=True, capture_output=True,
                              text=True).stdout

    def remove(self):
        self.holder.communicate()


def connect(machines):
    """One cable with an address at each end."""
    for number, machine in enumerate(machines, 1):
        if number == 1:
            machine.ip("link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns",
                       str(machines[1].holder.pid))
        machine.ip("address", "add", f"192.168.77.{number}/24", "dev", "cable")
        for device in ("lo", "cable"):
            machine.ip("link", "set", device, "up")


def sent_bytes(machine):
    """All bytes sent through the cable from here."""
    return int(machine.ip("-stats", "link", "show", "cable").split("TX:")[1].split("\n")[1].split()[0])


def mpirun(folder, machines, *arguments):
    """The launcher on the first machine, with a replacement for ssh that reaches the second."""
    agent = write(folder, "agent", f'#!/bin/sh\nshift\nexec {" ".join(machines[1].enter)} sh -c "$*"\n'
                  .encode())
    os.chmod(agent, 0o755)
    environment = {**ENVIRONMENT, "PRTE_MCA_plm_ssh_agent": agent, "OMPI_MCA_btl": "self,tcp"}
    return end(subprocess.Popen([*machines[0].enter, "mpirun", "--host", ",".join(NAMES), "-n", "2",
                                 *PROGRAM, *map(str, arguments)], cwd=folder, env=environment,
                                text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE))


def two_machines(folder):
    """The losses are those of one process; gradients go through the cable; only the first machine has
    files, and the second can resume without them."""
    for name in NAMES:
        write_digits(os.path.join(folder, name), side=16)
    limits = ["--iterations", "50"]
    alone = run(*TRAINING, *limits, "--output", "../alone.safetensors",
                folder=os.path.join(folder, "one"))
    assert alone.returncode == 0, alone.stderr
    machines = [Machine(name) for name in NAMES]
    try:
        connect(machines)
        before = sent_bytes(machines[0])
        status, stderr = mpirun(folder, machines, *TRAINING, *limits, "--output", "m.safetensors")
        assert status == 0 and "Processes of this training: 2;" in stderr, stderr
        parameters = int(re.search(r"parameters: (\d+)", stderr).group(1))
        gone = sent_bytes(machines[0]) - before
        print(f"# {gone} bytes for 50 gradients of {parameters} numbers")
        assert gone > 50 * 4 * parameters

        status, stderr = mpirun(folder, machines, *TRAINING, "--iterations", "60", "--output",
                                "m.safetensors", "--resume")
        assert status == 0 and "Continuing after iteration 50." in stderr, stderr
    finally:
        for machine in machines:
            machine.remove()
    found, wanted = losses(folder, "one/m.csv"), losses(folder, "alone.csv")
    worst = max(abs(found[step] / wanted[step] - 1) for step in wanted)
    print(f"# within {worst:.1e}")
    assert list(wanted) == [10, 20, 30, 40, 50] and list(found) == [*wanted, 60] and worst < 1e-4
    assert sorted(os.listdir(f"{folder}/two")) == ["train-images-idx3-ubyte",
                                                   "train-labels-idx1-ubyte.gz"]


def why_not():
    """Why there can be no namespaces here, as the system reports it; empty if they work."""
    machines = []
    try:
        machines = [Machine(name) for name in NAMES]
        if all(machine.ready for machine in machines):
            connect(machines)
            return ""
        return machines[0].holder.communicate()[1].strip()
    except (OSError, subprocess.CalledProcessError) as error:
        return str(getattr(error, "stderr", None) or error).strip()
    finally:
        for machine in machines:
            if machine.holder.poll() is None:
                machine.remove()


REASON = why_not()
if REASON:
    print("1..0 # SKIP no network namespaces can be made here:", " ".join(REASON.split()))
    sys.exit()
main([two_machines])
