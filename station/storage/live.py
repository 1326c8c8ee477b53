"""Profiles, device states, requests and events: how processes tell each other."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from station.errors import InputUnsuitable, StationError
from station.events import Event, Topic, from_json
from station.formats.calibration_file import decode_profile, encode_profile
from station.storage import tables
from station.storage.database import transaction
from station.storage.parts import StorePart, append_event
from station.types.calibration import CalibrationProfile
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState
from station.types.ids import RequestId, new_id
from station.types.job import Job, JobState

WELL = (DeviceState.READY, DeviceState.ACQUIRING)


class LivePart(StorePart):
    """The state of the lane and what is asked of it."""

    def put_profile(self, profile: CalibrationProfile) -> None:
        """Store and activate; event profile.activated."""
        sha256 = self.blobs.put(encode_profile(profile))
        with self.audited() as connection:
            connection.execute(insert(tables.profiles).values(
                profile_id=profile.profile_id, scanner=profile.scanner, sha256=sha256
            ))  # fmt: skip
            self.append_audit(connection, profile.made_by, "activate profile", profile.profile_id, {"sha256": sha256})
            append_event(connection, Event(topic=Topic.PROFILE_ACTIVATED, subject=profile.profile_id))

    def active_profile(self, scanner: str) -> CalibrationProfile | None:
        """The newest activated profile of a scanner, valid or not."""
        query = select(tables.profiles.c.sha256).filter_by(scanner=scanner).order_by(tables.profiles.c.number.desc())
        with transaction(self.engine) as connection:
            sha256 = connection.execute(query.limit(1)).scalar()
        return decode_profile(self.blobs.get(sha256)) if sha256 else None

    def profile_faults(self) -> tuple[str, ...]:
        """Activated profiles whose file does not open or agree."""
        faults = []
        with transaction(self.engine) as connection:
            rows = connection.execute(select(tables.profiles).order_by(tables.profiles.c.number)).all()
        for row in rows:
            try:
                decode_profile(self.blobs.get(row.sha256))
            except StationError as err:
                faults.append(f"profile {row.profile_id}: {err}")
        return tuple(faults)

    def put_health(self, health: DeviceHealth) -> None:
        """Replace the live row; event device.lost or device.back when the state crosses."""
        body = json.dumps({**asdict(health), "time": health.time.isoformat()})
        with transaction(self.engine) as connection:
            row = connection.execute(select(tables.devices).filter_by(name=health.name)).first()
            was_well = row is not None and json.loads(row.body)["state"] in WELL
            change = insert(tables.devices).values(name=health.name, body=body)
            connection.execute(change.on_conflict_do_update(index_elements=["name"], set_={"body": body}))
            if was_well != (health.state in WELL):
                topic = Topic.DEVICE_LOST if was_well else Topic.DEVICE_BACK
                values = {"reason": health.reason[:500]}
                append_event(connection, Event(topic=topic, subject=health.name, values=values))

    def health(self) -> tuple[DeviceHealth, ...]:
        """The live rows of all devices."""
        with transaction(self.engine) as connection:
            bodies = connection.execute(select(tables.devices.c.body).order_by(tables.devices.c.name)).scalars().all()
        return tuple(health_of(json.loads(body)) for body in bodies)

    def request(self, kind: str, arguments: Mapping[str, object]) -> RequestId:
        """Ask another process for work."""
        job_id = RequestId(new_id())
        job = Job(job_id=job_id, kind=kind, state=JobState.QUEUED, progress=0.0, message="", arguments=dict(arguments))
        with transaction(self.engine) as connection:
            connection.execute(insert(tables.requests).values(
                job_id=job_id, kind=kind, state=JobState.QUEUED.value, body=json.dumps(asdict(job))
            ))  # fmt: skip
        return job_id

    def claim_request(self, kinds: Iterable[str]) -> Job | None:
        """Take the oldest queued request of these kinds and mark it running."""
        queued = (
            select(tables.requests)
            .filter_by(state=JobState.QUEUED.value)
            .order_by(tables.stored_order(tables.requests))
        )
        with transaction(self.engine) as connection:
            row = connection.execute(queued.where(tables.requests.c.kind.in_(list(kinds))).limit(1)).first()
            if row is None:
                return None
            running = {"state": JobState.RUNNING.value}
            connection.execute(update(tables.requests).filter_by(job_id=row.job_id).values(**running))
        return job_of({**json.loads(row.body), **running})

    def update_request(self, job: Job) -> None:
        """Progress, end or failure; event request.answered at the end."""
        with transaction(self.engine) as connection:
            values = {"state": job.state.value, "body": json.dumps(asdict(job))}
            connection.execute(update(tables.requests).filter_by(job_id=job.job_id).values(**values))
            if job.state in (JobState.DONE, JobState.FAILED):
                append_event(connection, Event(topic=Topic.REQUEST_ANSWERED, subject=job.job_id))

    def job(self, job_id: RequestId) -> Job:
        """Where a request stands."""
        with transaction(self.engine) as connection:
            row = connection.execute(select(tables.requests).filter_by(job_id=job_id)).first()
        if row is None:
            raise InputUnsuitable("there is no request {job_id}", remedy="ask again", job_id=job_id)
        return job_of({**json.loads(row.body), "state": row.state})

    def emit(self, event: Event) -> None:
        """Append an event of its own transaction."""
        with transaction(self.engine) as connection:
            append_event(connection, event)

    def events_after(self, number: int, limit: int = 500) -> tuple[Event, ...]:
        """Events with a higher number, in order."""
        query = select(tables.outbox).where(tables.outbox.c.number > number).order_by(tables.outbox.c.number)
        with transaction(self.engine) as connection:
            return tuple(from_json(row.body, row.number) for row in connection.execute(query.limit(limit)))

    def last_event_number(self) -> int:
        """The newest number, 0 if there is none."""
        with transaction(self.engine) as connection:
            return int(connection.execute(select(func.max(tables.outbox.c.number))).scalar() or 0)


def health_of(values: dict[str, Any]) -> DeviceHealth:
    """The health of a JSON body."""
    identity = values.pop("identity")
    return DeviceHealth(
        identity=DeviceIdentity(**identity) if identity else None, state=DeviceState(values.pop("state")),
        time=datetime.fromisoformat(values.pop("time")), **values,
    )  # fmt: skip


def job_of(values: dict[str, Any]) -> Job:
    """The job of a JSON body."""
    return Job(state=JobState(values.pop("state")), **values)
