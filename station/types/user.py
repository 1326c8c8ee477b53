"""People with accounts: roles, permissions, and what a log-in proves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.types.ids import UserId


class Role(StrEnum):
    """What a person is here to do; an account has one."""

    OPERATOR = "operator"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    QA = "qa"
    CUSTODIAN = "custodian"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a role may or may not; station.access.permissions has the table."""

    RUN_LANE = "run-lane"
    BIND_ITEM = "bind-item"
    SEE_QUEUE = "see-queue"
    SEE_DEVICES = "see-devices"
    SEE_CASE = "see-case"
    SEE_PERSONS = "see-persons"
    SEE_STATISTICS = "see-statistics"
    MARK_FINDING = "mark-finding"
    DECIDE = "decide"
    APPROVE_DECISION = "approve-decision"
    OVERRIDE_DECISION = "override-decision"
    MANAGE_TIP = "manage-tip"
    TRAIN = "train"
    CALIBRATE = "calibrate"
    ACTIVATE_PROFILE = "activate-profile"
    SET_UP_DEVICE = "set-up-device"
    RETURN_TO_SERVICE = "return-to-service"
    REPLAY = "replay"
    LABEL_DATA = "label-data"
    PROMOTE_MODEL = "promote-model"
    APPROVE_CHANGE = "approve-change"
    RECORD_SECONDARY = "record-secondary"
    KEEP_EVIDENCE = "keep-evidence"
    TRANSFER_EVIDENCE = "transfer-evidence"
    WRITE_REPORT = "write-report"
    EXPORT_PICTURE = "export-picture"
    EXPORT_EVIDENCE = "export-evidence"
    APPROVE_EXPORT = "approve-export"
    DELETE_EVIDENCE = "delete-evidence"
    APPROVE_DELETION = "approve-deletion"
    SEE_AUDIT = "see-audit"
    VERIFY_AUDIT = "verify-audit"
    SEE_USERS = "see-users"
    MANAGE_USERS = "manage-users"
    SEE_CONFIGURATION = "see-configuration"
    CONFIGURE = "configure"
    MANAGE_KEYS = "manage-keys"
    CHANGE_OWN_PASSWORD = "change-own-password"  # noqa: S105 - the name of a permission


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account.

    Attributes:
        name: what is typed at the log-in; unique without regard to case and width.
        person: who it belongs to, for instance a staff number: two accounts with the same person are one person.
        demo: an account of the demonstration with a password that everybody knows.
        public_key: Ed25519, 64 hex digits.
    """

    user_id: UserId
    name: str
    person: str
    role: Role
    created_at: datetime
    disabled: bool = False
    demo: bool = False
    public_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginHistory:
    """Failed log-ins of one account since the last one that succeeded, or since it got a new password."""

    failures: int = 0
    last_failure_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What two persons signed together.

    Attributes:
        purpose: a value of station.access.separation.TwoPersonAct.
        statement: the text that both keys signed, canonical JSON.
        first_signature, second_signature: Ed25519 over `statement`, hex; the keys are in `statement`.
    """

    purpose: str
    subject: str
    at: datetime
    first: User
    second: User
    statement: str
    first_signature: str
    second_signature: str
