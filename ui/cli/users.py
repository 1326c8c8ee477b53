"""`users`: the first administrator, accounts, roles, passwords."""

import argparse
from pathlib import Path

from station.errors import PermissionRefused
from station.types.user import Role, User
from ui.cli import console


def add_options(parser: argparse.ArgumentParser) -> None:
    """Config, who asks, and what: add, list, disable, enable, password, role."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--as", dest="by", metavar="NAME", help="administrator who does it; the password is asked for")
    parser.add_argument("--json", action="store_true", help="one JSON line per account")
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="make an account; the first of a station is its administrator")
    add.add_argument("name")
    add.add_argument("--role", type=Role, choices=tuple(Role), required=True)
    add.add_argument("--person", help="staff number or full name; the same for all accounts of one person")
    actions.add_parser("list", help="show all accounts")
    for name, text in (
        ("disable", "shut an account"), ("enable", "open it again"), ("password", "give it a new password"),
    ):  # fmt: skip
        actions.add_parser(name, help=text).add_argument("name")
    role = actions.add_parser("role", help="give it another role")
    role.add_argument("name")
    role.add_argument("role", type=Role, choices=tuple(Role))


def run(options: argparse.Namespace) -> int:
    """Passwords come from the terminal or from standard input, a line each: first the one of --as, then the new one."""
    from ui.cli.people import ask_new_password, ask_password, people_in

    people = people_in(options.config, must_exist=options.action != "add")
    accounts, action = people.accounts, options.action
    try:
        if not people.store.has_users():
            shown = before_accounts(options, people.config.station.inspector)
            if action == "add":
                shown = [accounts.first_administrator(options.name, options.person or options.name,
                                                      ask_new_password(options.name))]  # fmt: skip
            tell(shown, as_json=options.json)
            return 0
        if not options.by:
            raise PermissionRefused("the station has accounts", remedy="say who you are: --as NAME")
        login = people.logins.log_in(options.by, ask_password(f"password of {options.by}"))
        by = login.user
        if action == "list":
            tell(list(accounts.listed(by)), as_json=options.json)
            return 0
        if action == "add":
            accounts.allow_managing(by, options.name)
            password = ask_new_password(options.name)
            user = accounts.add(by, options.name, options.person or options.name, options.role, password)
        elif action == "password" and accounts.named(options.name).user_id == by.user_id:
            accounts.change_password(login, ask_new_password(by.name))
            user = by
        elif action == "password":
            accounts.allow_managing(by, options.name)
            user = accounts.reset_password(by, options.name, ask_new_password(options.name))
        elif action == "role":
            user = accounts.set_role(by, options.name, options.role)
        else:
            user = accounts.set_disabled(by, options.name, disabled=action == "disable")
        tell([user], as_json=options.json)
    finally:
        people.store.close()
    return 0


def before_accounts(options: argparse.Namespace, inspector: str) -> list[User]:
    """Nothing yet; PermissionRefused if something else is asked than to list, or to make an administrator."""
    if options.action == "list":
        console.complain(f"no accounts: everybody works as {inspector}")
    elif options.action != "add" or options.role is not Role.ADMINISTRATOR:
        raise PermissionRefused(
            "the station has no accounts yet",
            remedy="make its administrator first: users add NAME --role administrator",
        )
    return []


def tell(users: list[User], *, as_json: bool) -> None:
    """The accounts."""
    rows = [
        {
            "name": user.name, "person": user.person, "role": user.role.value,
            "state": "disabled" if user.disabled else "demo" if user.demo else "active",
            "since": user.created_at.isoformat(timespec="seconds"), "key": user.public_key,
        }
        for user in users
    ]  # fmt: skip
    if as_json:
        for row in rows:
            console.json_line(row)
    else:
        columns = ("name", "person", "role", "state", "since")
        console.table("accounts", columns, [[row[column] for column in columns] for row in rows])
