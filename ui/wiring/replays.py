"""Replays that a window asked for, each a process of its own, and work that it was refused."""

import json
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import replace

from station.types.ids import RequestId, new_id
from station.types.job import Job, JobState
from ui.supervisor import command


class Replays:
    """Starts them and knows where they stand."""

    def __init__(self) -> None:
        self.jobs: dict[RequestId, Job] = {}

    def start(self, arguments: Mapping[str, object]) -> RequestId:
        """Begin one."""
        job_id = RequestId(new_id())
        self.jobs[job_id] = Job(job_id=job_id, kind="replay", state=JobState.RUNNING, progress=0.0, message="")
        words = command("replay", str(arguments["path"]), "--model", str(arguments["model"]), "--json", "--progress")
        threading.Thread(target=self.follow, args=(job_id, words), name="replay", daemon=True).start()
        return job_id

    def refused(self, kind: str, why: str) -> RequestId:
        """Work that cannot be done here, as a job that has failed."""
        job_id = RequestId(new_id())
        self.jobs[job_id] = Job(job_id=job_id, kind=kind, state=JobState.FAILED, progress=1.0, message=why)
        return job_id

    def follow(self, job_id: RequestId, words: list[str]) -> None:
        """Read the lines of a replay."""
        items: list[dict[str, object]] = []
        job = self.jobs[job_id]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                values = json.loads(line)
                if "item" in values:
                    items.append(values)
                elif "done" in values:
                    job = replace(job, progress=values["done"] / values["of"])
                elif "rates" in values:
                    job = replace(job, result={**values["rates"], "items": items})
                self.jobs[job_id] = job
            complaint = process.stderr.read() if process.stderr else ""
        failed = not job.result
        state = JobState.FAILED if failed else JobState.DONE
        self.jobs[job_id] = replace(job, state=state, progress=1.0, message=complaint.strip() if failed else "")
