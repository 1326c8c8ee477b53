"""The formulas of GenICam's SwissKnife and Converter nodes, evaluated by a grammar of our own, bounded in size.

    choice  = or ["?" choice ":" choice]          operators as in C, and = <> for equal and unequal, ** for power
    binary  = unary {operator unary}              by precedence, ** from the right
    unary   = ("-" | "+" | "~" | "!") unary | value
    value   = number | name | function "(" choice {"," choice} ")" | "(" choice ")"

Source: GenICam standard 2.1.1, section 2.8.11 and appendix; nothing of Python's own evaluator is used.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping

from station.errors import DeviceFault

Number = int | float
Values = Mapping[str, Number]
Part = Callable[[Values], Number]

LONGEST, MOST_TOKENS, DEEPEST = 2000, 300, 20
TOKEN = re.compile(
    r"\s*(0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_][\w.]*|\*\*|<<|>>|<=|>=|<>|!=|==|&&|\|\||\S)"
)
MOST_BITS = 64


def divided(left: Number, right: Number) -> Number:
    """As in C: whole numbers are cut towards zero."""
    if isinstance(left, int) and isinstance(right, int):
        size = abs(left) // abs(right)
        return size if (left < 0) == (right < 0) else -size
    return left / right


def rest(left: Number, right: Number) -> Number:
    """What `divided` leaves."""
    if isinstance(left, int) and isinstance(right, int):
        return left - int(divided(left, right)) * right
    return math.fmod(left, right)


def power(left: Number, right: Number) -> Number:
    """Without numbers of a million digits."""
    if isinstance(left, int) and isinstance(right, int) and right >= 0:
        if left.bit_length() * right > MOST_BITS * 2:
            raise OverflowError("power")
        return int(left**right)
    return math.pow(left, right)


def shifted(left: Number, right: Number) -> Number:
    """<<, by fewer bits than a register has."""
    return int(left) << int(right) if 0 <= right < MOST_BITS else 0


BINARY: tuple[dict[str, Callable[[Number, Number], Number]], ...] = (
    {"||": lambda a, b: int(bool(a) or bool(b))},
    {"&&": lambda a, b: int(bool(a) and bool(b))},
    {"|": lambda a, b: int(a) | int(b)},
    {"^": lambda a, b: int(a) ^ int(b)},
    {"&": lambda a, b: int(a) & int(b)},
    {"=": lambda a, b: int(a == b), "==": lambda a, b: int(a == b), "<>": lambda a, b: int(a != b),
     "!=": lambda a, b: int(a != b)},
    {"<": lambda a, b: int(a < b), ">": lambda a, b: int(a > b), "<=": lambda a, b: int(a <= b),
     ">=": lambda a, b: int(a >= b)},
    {"<<": shifted, ">>": lambda a, b: int(a) >> int(b) if 0 <= b < MOST_BITS else 0},
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": divided, "%": rest},
)  # fmt: skip
UNARY: dict[str, Callable[[Number], Number]] = {
    "-": operator.neg, "+": operator.pos, "~": lambda a: ~int(a), "!": lambda a: int(not a),
}  # fmt: skip
FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    "SGN": lambda a: (a > 0) - (a < 0), "NEG": operator.neg, "ABS": abs, "SQRT": math.sqrt, "EXP": math.exp,
    "LN": math.log, "LG": math.log10, "SIN": math.sin, "COS": math.cos, "TAN": math.tan, "ASIN": math.asin,
    "ACOS": math.acos, "ATAN": math.atan, "TRUNC": math.trunc, "FLOOR": math.floor, "CEIL": math.ceil, "ROUND": round,
}  # fmt: skip
CONSTANTS: dict[str, Number] = {"PI": math.pi, "E": math.e}


class Formula:
    """A formula, read once.

    Args:
        text: as the device's description has it.
        whole: it calculates in whole numbers, 1 / 2 is 0; else all its numbers are real ones.

    Raises:
        DeviceFault: it is none, or too long.
    """

    def __init__(self, text: str, *, whole: bool) -> None:
        self.text = text
        self.whole = whole
        self.tokens = TOKEN.findall(text) if len(text) <= LONGEST else []
        if len(self.tokens) > MOST_TOKENS:
            raise self.fault()
        self.place = 0
        self.depth = 0
        self.root = self.choice()
        if self.place < len(self.tokens):
            raise self.fault()

    def value(self, values: Values) -> Number:
        """The result with these variables.

        Raises:
            DeviceFault: a variable is missing, or there is no result.
        """
        try:
            result = self.root({name: int(value) if self.whole else float(value) for name, value in values.items()})
        except (ArithmeticError, ValueError, KeyError, TypeError) as err:
            raise self.fault() from err
        if isinstance(result, float) and not math.isfinite(result):
            raise self.fault()
        return result

    def fault(self) -> DeviceFault:
        """What is raised where this formula makes no sense."""
        return DeviceFault(
            "the formula {formula!r} cannot be evaluated", remedy="set this feature with the maker's tool",
            formula=self.text[:80],
        )  # fmt: skip

    def peek(self) -> str:
        """The token that comes next, empty at the end."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def took(self, *wanted: str) -> str:
        """Take the next token if it is one of these; empty if not."""
        token = self.peek()
        if token and token in wanted:
            self.place += 1
            return token
        return ""

    def need(self, wanted: str) -> None:
        """Take this token, which must be here."""
        if not self.took(wanted):
            raise self.fault()

    def choice(self) -> Part:
        """`a ? b : c`; only the chosen side is evaluated."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault()
        condition = self.binary(0)
        if self.took("?"):
            yes = self.choice()
            self.need(":")
            no = self.choice()
            self.depth -= 1
            return lambda values: yes(values) if condition(values) else no(values)
        self.depth -= 1
        return condition

    def binary(self, level: int) -> Part:
        """Operators of one precedence and all tighter ones."""
        if level == len(BINARY):
            return self.powers()
        left = self.binary(level + 1)
        while token := self.took(*BINARY[level]):
            left = joined(BINARY[level][token], left, self.binary(level + 1))
        return left

    def powers(self) -> Part:
        """`a ** b`, from the right."""
        base = self.unary()
        return joined(power, base, self.powers()) if self.took("**") else base

    def unary(self) -> Part:
        """Signs, then a value."""
        signs = []
        while token := self.took(*UNARY):
            signs.append(UNARY[token])
        part = self.atom()
        for sign in reversed(signs):
            part = applied(sign, part)
        return part

    def atom(self) -> Part:
        """A number, a name, a function, or brackets."""
        word = self.peek()
        self.place += 1
        if word == "(":
            inner = self.choice()
            self.need(")")
            return inner
        if word.upper() in FUNCTIONS and self.took("("):
            inner = self.choice()
            if self.took(","):
                # ROUND(x, digits): the digits are whole numbers of decimals.
                digits = self.choice()
                self.need(")")
                return joined(lambda a, b: round(a, int(b)), inner, digits)
            self.need(")")
            return applied(FUNCTIONS[word.upper()], inner)
        if word[:1].isdigit() or word[:1] == ".":
            number = number_of(word)
            return constant(number if self.whole else float(number))
        if not word or not (word[0].isalpha() or word[0] == "_"):
            raise self.fault()
        return lambda values: values[word] if word in values else CONSTANTS[word]


def number_of(token: str) -> Number:
    """A number as written."""
    if token[:2].lower() == "0x":
        return int(token, 16)
    return float(token) if set(token) & set(".eE") else int(token)


def constant(number: Number) -> Part:
    """Always this number."""
    return lambda _: number


def joined(operation: Callable[[Number, Number], Number], left: Part, right: Part) -> Part:
    """Two parts under an operator."""
    return lambda values: operation(left(values), right(values))


def applied(operation: Callable[[Number], Number], part: Part) -> Part:
    """One part under a sign or function."""
    return lambda values: operation(part(values))
