"""A catalogue of plug-ins as strings: name -> "module:attribute", imported on first use."""

import difflib
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from station.errors import ConfigError, ContractBreach

Member = TypeVar("Member")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What must be known of a plug-in before it is imported.

    Attributes:
        exempt: rules of its seam's quality table that it does not keep, each with the reason.
    """

    name: str
    target: str
    kind: str
    summary: str
    quality: str = "bronze"
    extra: str = ""
    exempt: Mapping[str, str] = field(default_factory=dict)


class Registry(Generic[Member]):
    """The rows of one seam.

    Args:
        seam: what the rows are, for error texts, for instance "driver".
    """

    def __init__(self, seam: str) -> None:
        self.seam = seam
        self.rows: dict[str, Row] = {}

    def add(
        self, name: str, target: str, *, kind: str, summary: str, quality: str = "bronze", extra: str = "",
        exempt: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Add a row.

        Raises:
            ContractBreach: the name is taken.
        """
        if name in self.rows:
            raise ContractBreach(
                "two rows of the {seam} catalogue are called {name}",
                remedy="rename one of them",
                seam=self.seam,
                name=name,
            )
        self.rows[name] = Row(
            name=name, target=target, kind=kind, summary=summary, quality=quality, extra=extra, exempt=exempt or {}
        )

    def row(self, name: str) -> Row:
        """The row called `name`.

        Raises:
            ConfigError: there is none; the remedy names the nearest.
        """
        if name not in self.rows:
            near = difflib.get_close_matches(name, self.rows, n=1)
            raise ConfigError(
                "there is no {seam} called {name}",
                remedy="did you mean {near}?" if near else "choose one of: {known}",
                seam=self.seam,
                name=name,
                near=near[0] if near else "",
                known=", ".join(self.rows),
            )
        return self.rows[name]

    def get(self, name: str) -> Member:
        """The member called `name`, imported now.

        Raises:
            ConfigError: there is no such row, or what it needs is not installed.
        """
        row = self.row(name)
        module, attribute = row.target.split(":")
        try:
            return cast("Member", getattr(importlib.import_module(module), attribute))
        except ModuleNotFoundError as err:
            raise ConfigError(
                "{name} needs {missing}, which is not installed",
                remedy="install the extra {extra}",
                name=name,
                missing=str(err.name),
                extra=row.extra or "it belongs to",
            ) from err

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def __contains__(self, name: object) -> bool:
        return name in self.rows
