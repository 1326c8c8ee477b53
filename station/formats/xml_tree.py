"""XML of strangers as a tree of local names: no DTD, no entities, bounded in size, depth and number of elements.

Prefixes are dropped without looking at namespaces, so that an undeclared one, which some writers leave, is no obstacle.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST, DEEPEST, MOST_ELEMENTS = 32 * 2**20, 40, 400_000


class Refused(Exception):
    """Why a document is not read; the format that asked makes it an error of its own."""


@dataclass(slots=True)
class Node:
    """An element: local name, attributes by local name, its text, its children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Node"]:
        """Children of a name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Node | None":
        """The first child of a name."""
        return next(self.all(name), None)

    def told(self, name: str) -> str:
        """The text of the first child of a name, empty if there is none."""
        child = self.first(name)
        return "" if child is None else child.text.strip()

    def every(self, name: str) -> Iterator["Node"]:
        """Elements of a name at any depth below, in the order of the document."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)


class TreeBuilder:
    """Takes expat's events."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.texts: list[list[str]] = []
        self.elements = 0
        self.declared = {"xml", "xmlns"}
        self.used: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.stack) >= DEEPEST:
            raise Refused("it has too many elements, or too many within each other")
        self.declared.update(key.removeprefix("xmlns:") for key in attributes if key.startswith("xmlns:"))
        prefix, _, local = name.rpartition(":")
        if prefix:
            self.used.add(prefix)
        node = Node(local, {key.rpartition(":")[2]: value for key, value in attributes.items()})
        if self.stack:
            self.stack[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self.stack.append(node)
        self.texts.append([])

    def end(self, name: str) -> None:
        """An element ends."""
        del name
        self.stack.pop().text = "".join(self.texts.pop())

    def characters(self, text: str) -> None:
        """Text within an element."""
        if self.texts:
            self.texts[-1].append(text)


def refuse(*_: object) -> None:
    """A document type, which could define entities."""
    raise Refused("it has a document type")


def read_xml(content: bytes) -> tuple[Node, frozenset[str]]:
    """The root, and the prefixes that no element declares.

    Raises:
        Refused: too large, no XML, or with a document type.
    """
    if len(content) > LARGEST:
        raise Refused("it is too large")
    builder = TreeBuilder()
    try:
        parser = expat.ParserCreate()
        handlers: dict[str, Callable[..., None]] = {
            "StartDoctypeDeclHandler": refuse, "EntityDeclHandler": refuse, "StartElementHandler": builder.start,
            "EndElementHandler": builder.end, "CharacterDataHandler": builder.characters,
        }  # fmt: skip
        for name, handler in handlers.items():
            setattr(parser, name, handler)
        parser.buffer_text = True
        parser.Parse(content, True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as err:
        raise Refused(str(err)) from err
    if builder.root is None:
        raise Refused("it is empty")
    return builder.root, frozenset(builder.used - builder.declared)
