"""CPU time of other processes, from /proc."""

from pathlib import Path


def cpu_microseconds(process_id: int) -> float:
    """Return the microseconds of CPU that a process has used, with the children that live now.

    Only first threads are counted. Source of the format: Documentation/scheduler/sched-stats.rst of Linux."""
    proc = Path("/proc") / str(process_id)
    children = (proc / "task" / str(process_id) / "children").read_text().split()
    own = int((proc / "schedstat").read_text().split()[0]) / 1000
    return own + sum(cpu_microseconds(int(child)) for child in children)
