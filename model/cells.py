"""One cell: text typed as its column declares it, or refused with the way to write it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from .registry import Column

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
DECIMAL_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
# 4.500: a number with decimals to some, four thousand five hundred to others.
THOUSAND_LIKE = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[., '\u2019\s][0-9]{3})+(?:[.,][0-9]+)?")
DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")
CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
URL = re.compile(r"https?://\S+(?: \([^()]*\))?")
# A number with its currency or unit: EUR 9.5, 9.5 MUSD, or a currency sign before it.
WITH_WORD = re.compile(
    "(?:[A-Za-z]{2,}\\s*|[$\u20ac\u00a3\u00a5]\\s*)?"
    "([+-]?[0-9]+(?:\\.[0-9]+)?)"
    "(?:\\s*[A-Za-z]{2,}|\\s*[$\u20ac\u00a3\u00a5])?"
)
MAX_DIGITS = 400
MAX_HINTED = 40


class BadCellError(Exception):
    """The text does not say what its column wants; `hint` is the way to write it."""

    def __init__(self, hint: str = "") -> None:
        super().__init__(hint)
        self.hint = hint


@dataclass(frozen=True)
class Marks:
    """How a file writes numbers: whether a comma and a point have been seen as decimal marks."""

    comma: bool = False
    point: bool = False


def number(text: str, marks: Marks = Marks()) -> float:
    """The number a cell states. Raises BadCellError with the way to write it."""
    if marks.comma:
        text = pointed(text, marks)
    if not NUMBER.fullmatch(text) or len(text) > MAX_DIGITS:
        raise BadCellError(number_hint(text))
    value = float(text)
    if math.isinf(value):
        raise BadCellError("It is too large.")
    return value + 0.0  # a zero without sign


def pointed(text: str, marks: Marks) -> str:
    """A number of a file with ';' between its cells, its decimal comma as a point."""
    if THOUSAND_LIKE.fullmatch(text) and ("." in text or marks.point):
        raise BadCellError(f"In a file with ';' between the cells {two_ways(text)}")
    return text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text


def two_ways(text: str) -> str:
    """The hint for 4.500 or 4,500: how to write either meaning."""
    point = text.replace(",", ".")
    decimal = point.rstrip("0") + "0" if point.endswith("0") else point + "0"
    return f"it can be read in two ways: write {point.replace('.', '')} or {decimal}."


def number_hint(text: str) -> str:
    """The way to write what somebody meant as a number, where it can be guessed."""
    folded = text.casefold()
    if not text or len(text) > MAX_HINTED:
        return ""
    if folded in ("true", "false", "yes", "no"):
        return "Write a number: 1 for yes, 0 for no."
    if folded.strip("+-") in ("inf", "infinity", "unlimited"):
        return "It must be finite."
    if folded in ("nan", "na", "n/a", "#n/a", "none", "null", "-"):
        return "If it is unknown, leave the row out."
    if text[0] in "=@":
        return "This is a formula: write its value."
    return written_otherwise(text)


def written_otherwise(text: str) -> str:
    """The hint for a number in another notation."""
    if DATE.fullmatch(text):
        return "This is a date: write the number alone."
    if THOUSAND_LIKE.fullmatch(text):
        return f"Here {two_ways(text)}"
    if DECIMAL_COMMA.fullmatch(text):
        return f"Write the decimal mark as a point: {text.replace(',', '.')}."
    if GROUPED.fullmatch(text):
        return f"Write it without separators: {ungrouped(text)}."
    if text.endswith("%") and NUMBER.fullmatch(text[:-1].strip()):
        return f"Write it without the % sign: {text[:-1].strip()}."
    if alone := WITH_WORD.fullmatch(text):
        return f"Write the number alone: {alone[1]}."
    return digits_hint(text)


def digits_hint(text: str) -> str:
    """The hint for digits of another script, or with something between them."""
    if not any(letter.isdecimal() for letter in text):
        return ""
    import unicodedata  # only a bad cell pays for it

    plain = unicodedata.normalize("NFKC", text).replace("_", "")
    return f"Write plain digits{f': {plain}' if NUMBER.fullmatch(plain) else ''}."


def ungrouped(text: str) -> str:
    """A number without its thousands separators; a last group of another mark is decimals."""
    decimals = re.search(r"[.,][0-9]+$", text)
    separators = set(re.findall(r"[^0-9+-]", text))
    if decimals and len(separators) > 1:
        whole, rest = text[: decimals.start()], "." + decimals[0][1:]
    else:
        whole, rest = text, ""
    return re.sub(r"[^0-9+-]", "", whole) + rest


def whole_number(text: str, marks: Marks = Marks()) -> float:
    """The whole number a cell states; 2035.0 is one. Raises BadCellError."""
    value = number(text, marks)
    if value != math.floor(value):
        raise BadCellError("Write a whole number.")
    return value


def year_hint(text: str) -> str:
    """The way to write the year of a date; nothing where the cell is empty."""
    year = re.search(r"[0-9]{4}", text)
    return f"Write the year alone{f': {year[0]}' if year else ''}." if text else ""


def typed(column: Column, text: str, marks: Marks) -> object:
    """A cell as its column declares it: str, float, int or, where it may stay blank, None.

    Raises BadCellError. Bounds count; what the cell refers to is checked elsewhere.
    """
    if not text and column.default is not None:
        return blank_value(column)
    if column.kind in ("number", "integer", "year", "flag"):
        return typed_number(column, text, marks)
    if column.kind == "choice":
        if text not in column.choices:
            raise BadCellError()
    elif column.kind == "code":
        if not CODE.fullmatch(text):
            raise BadCellError()
    elif column.kind == "url":
        if not URL.fullmatch(text):
            raise BadCellError()
    elif not text:
        raise BadCellError()
    return text


def blank_value(column: Column) -> object:
    """What an empty cell of a column with a default says."""
    default = column.default
    if column.kind in ("number", "integer", "year", "flag"):
        if default in (None, "blank"):
            return None
        value = float(default or 0)
        return int(value) if column.whole else value
    return "" if default in (None, "blank", "grade C") else default


def typed_number(column: Column, text: str, marks: Marks) -> float | int:
    """A number within the bounds of its column. Raises BadCellError."""
    if not column.whole:
        value = number(text, marks)
    elif column.kind == "year" and (DATE.fullmatch(text) or not text):
        raise BadCellError(year_hint(text))
    else:
        value = whole_number(text, marks)
    if not column.low <= value <= column.high:
        raise BadCellError()
    return int(value) if column.whole else value
