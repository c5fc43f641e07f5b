"""YAML with positions: every error names file, line and column and says what to do.

ruamel.yaml keeps the place of each key and value; pydantic says what is wrong with a value.
"""

import difflib
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError, YAMLError

M = TypeVar("M", bound=BaseModel)
Location = Sequence[str | int]

MAX_BYTES = 5_000_000  # a rule set of thousands of rules stays under 1 MB
MAX_DEPTH = 40  # an anchor that holds itself has no end
MAX_NODES = 500_000  # anchors of anchors multiply
_SHOWN = 80  # characters of an offending value in a message


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file. `line` and `column` start at 1."""

    file: Path
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ConfigurationError(Exception):
    """The configuration or the rules cannot be used; the command exits with 2."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def load(path: Path, model: type[M]) -> M:
    """Reads and validates one file. Raises `ConfigurationError` with every fault that was found."""
    return validate(path, read_tree(path), model)


def validate(path: Path, tree: Any, model: type[M]) -> M:
    """Validates a tree of `read_tree`. Raises `ConfigurationError` with every fault that was found."""
    plain = _Plain(path).of(tree)
    try:
        return model.model_validate(plain, strict=False)
    except ValidationError as error:
        raise ConfigurationError(_problems(path, tree, model, error)) from None


def read_tree(path: Path) -> Any:
    """The YAML tree with positions (ruamel's round-trip types). Raises `ConfigurationError`."""
    try:
        tree = YAML(typ="rt", pure=True).load(_text(path))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        detail = " ".join((error.problem or "is not YAML").split())
        raise ConfigurationError([Problem(path, line, column, detail)]) from None
    except (YAMLError, ValueError) as error:  # ValueError: a date like 2026-02-30
        raise ConfigurationError([Problem(path, 1, 1, " ".join(str(error).split()))]) from None
    except RecursionError:
        raise ConfigurationError([Problem(path, 1, 1, "is nested too deeply")]) from None
    if tree is None:
        raise ConfigurationError([Problem(path, 1, 1, "is empty")])
    return tree


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            [Problem(path, 1, 1, f"cannot be read: {error.strerror}")]
        ) from None
    if len(data) > MAX_BYTES:
        raise ConfigurationError([Problem(path, 1, 1, f"is larger than {MAX_BYTES} bytes")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise ConfigurationError(
            [Problem(path, line, column, "is not UTF-8; save the file as UTF-8")]
        ) from None


def problem_at(path: Path, tree: Any, location: Location, message: str) -> Problem:
    """A fault that another check found, at the place of the value in the file."""
    line, column = place(tree, location)
    return Problem(path, line, column, message)


def suggestion(word: str, known: Sequence[str]) -> str:
    """`; did you mean 'x'?` when something near is known, else nothing."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def place(tree: Any, location: Location) -> tuple[int, int]:
    """Line and column (from 1) of the key or value at `location`, or of its nearest parent."""
    line, column = 1, 1
    node = tree
    for step in location:
        found = _child_place(node, step)
        if found is None:  # a step that is no key of the file: the name of a union's member
            continue
        line, column = found[0] + 1, found[1] + 1
        node = node[step]
    return line, column


def _child_place(node: Any, step: str | int) -> tuple[int, int] | None:
    if not isinstance(node, CommentedBase):
        return None
    if isinstance(node, Mapping) and step in node:
        at: tuple[int, int] = node.lc.key(step)
        return at[0], at[1]
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
        at = node.lc.item(step)
        return at[0], at[1]
    return None


class _Plain:
    """The tree in plain Python types; bounded, since anchors can repeat or hold themselves."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.left = MAX_NODES

    def of(self, node: Any, depth: int = 0) -> Any:
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            raise ConfigurationError([Problem(self.path, 1, 1, "is nested too deeply")])
        if isinstance(node, Mapping):
            return {str(key): self.of(value, depth + 1) for key, value in node.items()}
        if isinstance(node, Sequence) and not isinstance(node, str | bytes):
            return [self.of(value, depth + 1) for value in node]
        return _scalar(node)


def _scalar(node: Any) -> Any:
    if isinstance(node, bool) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _problems(
    path: Path, tree: Any, model: type[BaseModel], error: ValidationError
) -> list[Problem]:
    found = []
    items = error.errors(include_url=False)
    for item in items:
        if _is_consequence(item, items):
            continue
        location = [step for step in item["loc"] if isinstance(step, str | int)]
        line, column = place(tree, location)
        found.append(Problem(path, line, column, _message(model, location, item)))
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _is_consequence(item: Any, items: Sequence[Any]) -> bool:
    """A list is "too short" for pydantic when its only item is at fault: the item alone is named."""
    here = item["loc"]
    return item["type"] == "too_short" and any(
        len(other["loc"]) > len(here) and other["loc"][: len(here)] == here for other in items
    )


def _message(model: type[BaseModel], location: Location, item: Any) -> str:
    name = ".".join(str(step) for step in location) or "file"
    if item["type"] == "extra_forbidden":
        near = suggestion(str(location[-1]), tuple(_keys_at(model, location[:-1])))
        return f"{name}: this key does not exist{near}"
    if item["type"] == "missing":
        return f"{name}: this key is missing"
    text = str(item["msg"]).removeprefix("Value error, ")
    value = item.get("input")
    if not isinstance(value, str | int | float):
        return f"{name}: {text}"
    known = re.findall(r"'([^']*)'", str(item.get("ctx", {}).get("expected", "")))
    return f"{name}: {text} (found {_short(value)}){suggestion(str(value), known)}"


def _short(value: str | float) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that may stand at a place of the file."""
    models = [model]
    for step in location:
        annotations = (m.model_fields[step].annotation for m in models if step in m.model_fields)
        inner = [found for annotation in annotations for found in _models_in(annotation)]
        models = inner or models  # an index of a list or a name in a map leads no deeper
    return [field.alias or name for m in models for name, field in m.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)
