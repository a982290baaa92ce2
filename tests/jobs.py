"""A job for the tests of workers: it leaves a mark when it begins and when it ends.

A beat that is told a file (BEAT_MARKS) sends the job every second, so that no test waits for the real schedule.
"""

import os
import time
from pathlib import Path

from config.celery import app


@app.task(name="tests.leave_marks")
def leave_marks(path: str, seconds: float) -> None:
    """Write the process's number, wait, write that it is done."""
    marks = Path(path)
    with marks.open("a") as file:
        file.write(f"began {os.getpid()}\n")
    time.sleep(seconds)
    with marks.open("a") as file:
        file.write("ended\n")


if marks_of_beat := os.environ.get("BEAT_MARKS"):
    app.conf.beat_schedule = {"leave marks": {"task": "tests.leave_marks", "schedule": 1.0, "args": (marks_of_beat, 0)}}
