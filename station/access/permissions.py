"""Which role may do what: one table. docs/reference/roles.md shows it and is checked against it."""

from station.errors import PermissionRefused
from station.types.user import Permission, Role, User

# The columns, left to right.
COLUMNS = (
    Role.OPERATOR, Role.ANALYST, Role.SUPERVISOR, Role.TECHNICIAN,
    Role.QA, Role.CUSTODIAN, Role.AUDITOR, Role.ADMINISTRATOR,
)  # fmt: skip

# x may, . may not. One letter a role: Operator, aNalyst, Supervisor, Technician, Qa, Custodian, aUditor, aDministrator.
#                                  O N S T Q C U D
TABLE = {
    Permission.RUN_LANE:            "x . x x . . . .",
    Permission.BIND_ITEM:           "x x x . . . . .",
    Permission.SEE_QUEUE:           "x x x . . x x .",
    Permission.SEE_DEVICES:         "x x x x x . x x",
    Permission.SEE_CASE:            ". x x . . x x .",
    Permission.SEE_PERSONS:         ". x x . . x x .",
    Permission.SEE_STATISTICS:      ". x x . x . x .",
    Permission.MARK_FINDING:        ". x x . . . . .",
    Permission.DECIDE:              ". x x . . . . .",
    Permission.APPROVE_DECISION:    ". . x . . . . .",
    Permission.OVERRIDE_DECISION:   ". . x . . . . .",
    Permission.MANAGE_TIP:          ". . x . . . . .",
    Permission.TRAIN:               "x x x x x x . .",
    Permission.CALIBRATE:           ". . . x . . . .",
    Permission.ACTIVATE_PROFILE:    ". . . x . . . .",
    Permission.SET_UP_DEVICE:       ". . . x . . . .",
    Permission.RETURN_TO_SERVICE:   ". . x x . . . .",
    Permission.REPLAY:              ". . . . x . . .",
    Permission.LABEL_DATA:          ". . . . x . . .",
    Permission.PROMOTE_MODEL:       ". . . . x . . .",
    Permission.APPROVE_CHANGE:      ". . x . . . . .",
    Permission.RECORD_SECONDARY:    ". x x . . x . .",
    Permission.KEEP_EVIDENCE:       ". . . . . x . .",
    Permission.TRANSFER_EVIDENCE:   ". . . . . x . .",
    Permission.WRITE_REPORT:        ". x x . . . . .",
    Permission.EXPORT_PICTURE:      ". x x . . . . .",
    Permission.EXPORT_EVIDENCE:     ". x x . . x . .",
    Permission.APPROVE_EXPORT:      ". . x . . . . .",
    Permission.DELETE_EVIDENCE:     ". . x . . . . .",
    Permission.APPROVE_DELETION:    ". . . . . . . x",
    Permission.SEE_AUDIT:           ". . x . . . x .",
    Permission.VERIFY_AUDIT:        ". . x . . . x x",
    Permission.SEE_USERS:           ". . x . . . x x",
    Permission.MANAGE_USERS:        ". . . . . . . x",
    Permission.SEE_CONFIGURATION:   ". . x x x . x x",
    Permission.CONFIGURE:           ". . . . . . . x",
    Permission.MANAGE_KEYS:         ". . . . . . . x",
    Permission.CHANGE_OWN_PASSWORD: "x x x x x x x x",
}  # fmt: skip

ALLOWED = {
    role: frozenset(permission for permission, marks in TABLE.items() if marks.split()[column] == "x")
    for column, role in enumerate(COLUMNS)
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the table has an x."""
    return permission in ALLOWED[role]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that may."""
    return tuple(role for role in COLUMNS if may(role, permission))


def check(user: User, permission: Permission) -> None:
    """Nothing, if this person may.

    Raises:
        PermissionRefused: the account is disabled, or its role has no x in this row.
    """
    if user.disabled:
        raise PermissionRefused(
            "the account {name} is disabled", remedy="an administrator can enable it again", name=user.name
        )
    if not may(user.role, permission):
        raise PermissionRefused(
            "{name} is {role} and may not do this: {permission}",
            remedy="ask somebody who is {roles}",
            name=user.name,
            role=user.role.value,
            permission=permission.value,
            roles=", ".join(role.value for role in roles_with(permission)),
        )
