# SPDX-License-Identifier: GPL-3.0-or-later
"""Training by several processes that mpirun starts."""

import glob
import os
import re
import shutil
import signal
import subprocess
import time

from support import NCSN, SMALL, main, read, run, sentence, write, write_digits

TRAINING = ["train", *SMALL, "--batch", "32", "--seed", "3"]

# Processes on one machine reach each other by its memory; there may be more than processors.
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "OMPI_ALLOW_RUN_AS_ROOT": "1",
               "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_btl": "self,sm",
               "OMPI_MCA_mpi_yield_when_idle": "1"}


# For start (): what is run by all, with more arguments in process 1.
OTHERWISE = '[ "$OMPI_COMM_WORLD_RANK" = 0 ] || set -- "$@" {}; exec "$0" "$@"'


def start(folder, count, *arguments, launcher=(), program=(NCSN,)):
    return subprocess.Popen(["mpirun", "--oversubscribe", *launcher, "-n", str(count), *program,
                             *map(str, arguments)], cwd=folder, env=ENVIRONMENT, text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def end(job):
    """The exit status and stderr."""
    _, stderr = job.communicate(timeout=120)
    return job.returncode, stderr


def losses(folder, name):
    lines = read(folder, name).decode().splitlines()[1:]
    return {int(line.split(",")[0]): float(line.split(",")[2]) for line in lines}


def process_of(job, rank):
    """The process with this rank, which is not mpirun's child if mpirun uses helpers."""
    for _ in range(1000):
        for path in glob.glob("/proc/[0-9]*/environ"):
            try:
                with open(path, "rb") as file:
                    variables = file.read().split(b"\0")
                with open(path.replace("environ", "stat"), encoding="utf-8") as file:
                    parent = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:  # it has ended
                continue
            if parent == job.pid and b"OMPI_COMM_WORLD_RANK=%d" % rank in variables:
                return int(path.split("/")[2])
        time.sleep(0.01)
    raise AssertionError(f"there is no process {rank}")


def wait_for_lines(folder, name, count):
    for _ in range(6000):
        if os.path.exists(os.path.join(folder, name)) and len(losses(folder, name)) >= count:
            return
        time.sleep(0.01)
    raise AssertionError(f"{name} has too few lines")


def same_curve(folder):
    """2 and 4 processes have the losses of one; only process 0 prints and writes."""
    write_digits(folder, side=16)
    limits = ["--iterations", "50"]
    alone = run(*TRAINING, *limits, "--output", "1.safetensors", folder=folder)
    assert alone.returncode == 0, alone.stderr
    wanted = losses(folder, "1.csv")
    assert list(wanted) == [10, 20, 30, 40, 50], wanted
    for count in (2, 4):
        status, stderr = end(start(folder, count, *TRAINING, *limits, "--output",
                                   f"{count}.safetensors"))
        assert status == 0, stderr
        assert stderr.count("Learning from") == 1, stderr
        assert f"Processes of this training: {count}; threads of process 0: 1." in stderr, stderr
        found = losses(folder, f"{count}.csv")
        worst = max(abs(found[step] / wanted[step] - 1) for step in wanted)
        print(f"# {count} processes: within {worst:.1e}")
        assert list(found) == list(wanted) and worst < 1e-4, (found, wanted)
        info = run("info", f"./{count}.safetensors", folder=folder)
        assert info.returncode == 0, info.stderr
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]


def share_of_the_processors(folder):
    """Without --threads, processes that may use the same processors divide them."""
    write_digits(folder)
    training = [*TRAINING, "--iterations", "1", "--output"]
    training = [word for k, word in enumerate(training)
                if word != "--threads" and training[k - 1] != "--threads"]
    processors = len(os.sched_getaffinity(0))
    for count in (1, 2, 8):
        status, stderr = end(start(folder, count, *training, f"{count}.safetensors",
                                   launcher=["--bind-to", "none"]))
        assert status == 0, stderr
        share = max(1, processors // count)
        assert f"threads of process 0: {share}." in stderr, (processors, stderr)


def time_limit(folder):
    """All processes stop at the step at which the clock of process 0 reaches the limit."""
    write_digits(folder)
    status, stderr = end(start(folder, 3, *TRAINING, "--time", "1s", "--output", "m.safetensors"))
    assert status == 0, stderr
    assert run("info", "./m.safetensors", folder=folder).returncode == 0


def interrupted(folder, whom, how):
    """One of the processes, or mpirun, gets a signal: the state is saved, and a single process resumes
    it."""
    job = start(folder, 2, *TRAINING, "--iterations", "100000", "--checkpoint-interval", "0",
                "--output", "m.safetensors")
    wait_for_lines(folder, "m.csv", 1)
    os.kill(job.pid if whom is None else process_of(job, whom), how)
    status, stderr = end(job)
    said = re.findall(r"^ncsn: Interrupted after (\d+) iterations", stderr, re.M)
    assert status == 130 and len(said) == 1 and "ncsn, process" not in stderr, (status, stderr)
    rest = run(*TRAINING, "--iterations", int(said[0]) + 1, "--resume", "--output",
               "m.safetensors", folder=folder)
    assert rest.returncode == 0 and f"after iteration {said[0]}." in rest.stderr, rest.stderr


def one_is_interrupted(folder):
    write_digits(folder, side=16)
    for whom in (0, 1):
        interrupted(folder, whom, signal.SIGTERM)
        for path in glob.glob(os.path.join(folder, "m.*")):
            os.remove(path)


def all_are_interrupted(folder):
    write_digits(folder, side=16)
    interrupted(folder, None, signal.SIGUSR1)


def a_process_is_killed(folder):
    """The job ends and says why; its last checkpoint works for another number of processes."""
    write_digits(folder, side=16)
    for victim in (1, 0):
        arguments = [*TRAINING, "--output", f"{victim}.safetensors", "--iterations"]
        job = start(folder, 3, *arguments, "100000", "--checkpoint-interval", "10")
        wait_for_lines(folder, f"{victim}.csv", 2)
        os.kill(process_of(job, victim), signal.SIGKILL)
        status, stderr = end(job)
        assert status != 0 and f"process rank {victim} with PID" in stderr, stderr
        assert "Killed" in stderr and not os.path.exists(f"{folder}/{victim}.safetensors"), stderr
        if victim != 0:  # whether it comes to that in the moment that mpirun gives is not certain
            print("#", re.findall("ncsn: .*", stderr))
        last = max(losses(folder, f"{victim}.csv")) + 20
        status, stderr = end(start(folder, 2, *arguments, last, "--resume"))
        assert status == 0 and "Continuing after iteration" in stderr, stderr


def goes_back(folder):
    """After a divergence all return to the checkpoint of process 0; to resume, its name is
    enough."""
    write_digits(folder)
    wild = ["--rate", "0.9", "--clip", "0", "--warmup", "0", "--precondition", "none",
            "--iterations", "240", "--checkpoint-interval", "50", "--output"]
    for count in (1, 3):
        status, stderr = end(start(folder, count, *TRAINING, "--batch", "24", *wild,
                                   f"{count}.safetensors"))
        assert status == 0 and stderr.count("Going back to the last good") >= 1, stderr
        write(folder, f"{count}.checkpoint", read(folder, f"{count}.checkpoint.previous"))
    a, b = losses(folder, "1.csv"), losses(folder, "3.csv")
    assert list(a) == list(b) and all(abs(a[k] / b[k] - 1) < 1e-4 for k in a if k < 100), (a, b)
    status, stderr = end(start(folder, 3, "train", "--sample-interval", "0", "--resume", "--output",
                               "3.safetensors"))
    assert status == 0 and stderr.count("Continuing after iteration") == 1, stderr
    again = losses(folder, "3.csv")
    # The line after the checkpoint has only the steps since then.
    assert list(again) == list(b) and sum(again[k] != b[k] for k in b) <= 1, (again, b)


def what_differs(folder):
    """Processes with other data or limits, and failures, end the job with an error message."""
    write_digits(os.path.join(folder, "a"), count=64)
    write_digits(os.path.join(folder, "b"), count=63)
    training = ["train", *SMALL[2:], "--batch", "8", "--output", "m.safetensors"]
    for other, words in ((["--data", "b", "--iterations", "2"], "has ncsn .*, 63 pictures"),
                         (["--data", "a", "--iterations", "3"], "limits of 3 iterations"),
                         (["--data", "c", "--iterations", "2"], "c")):
        job = start(folder, 2, *training, "--data", "a", "--iterations", "2",
                    program=("sh", "-c", OTHERWISE.format(" ".join(other)), NCSN))
        status, stderr = end(job)
        said = re.findall("ncsn(?:: Process 1|, process 1 on) .*", stderr)
        assert status == 1 and len(said) == 1 and re.search(words, said[0]), stderr
        print("#", said[0])
    status, stderr = end(start(folder, 2, *training, "--data", "nowhere", "--iterations", "2"))
    assert status == 1 and re.search("^ncsn: .*nowhere", stderr, re.M), stderr
    status, stderr = end(start(folder, 4, *training, "--data", "a", "--batch", "3"))
    assert status == 1 and "A batch of 3 pictures cannot be shared by 4 processes." in stderr, stderr
    assert not os.path.exists(f"{folder}/m.checkpoint")


def without_mpi(folder):
    """A launcher that is not supported is not mistaken for none."""
    write_digits(folder)
    copy = shutil.copy(NCSN, folder)
    training = [*TRAINING, "--iterations", "1", "--output", "m.safetensors"]
    for name in ("OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"):
        result = subprocess.run([copy, *training], cwd=folder, env={**ENVIRONMENT, name: "2"},
                                capture_output=True, text=True, check=False)
        sentence(result, 1, "one of several processes, but MPI is not available")
    result = run(*training, folder=folder, env={**ENVIRONMENT, "SLURM_STEP_NUM_TASKS": "2"})
    assert result.returncode == 1 and "started 2 processes that are not connected" in result.stderr, result
    assert not os.path.exists(f"{folder}/m.checkpoint")


TESTS = [same_curve, share_of_the_processors, time_limit, one_is_interrupted, all_are_interrupted,
         a_process_is_killed, goes_back, what_differs, without_mpi]
if __name__ == "__main__":
    main(TESTS)
