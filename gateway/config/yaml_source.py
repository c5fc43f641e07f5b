"""YAML with positions: every error names file, line and column and says what to do.

ruamel.yaml keeps the place of each key and value; pydantic says what is wrong with a value.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError, YAMLError

M = TypeVar("M", bound=BaseModel)

MAX_BYTES = 5_000_000  # a rule set of thousands of rules stays under 1 MB


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
    tree = read_tree(path)
    try:
        return model.model_validate(_plain(tree), strict=False)
    except ValidationError as error:
        raise ConfigurationError(_problems(path, tree, error)) from None


def read_tree(path: Path) -> Any:
    """The YAML tree with positions (ruamel's round-trip types). Raises `ConfigurationError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            [Problem(path, 1, 1, f"cannot be read: {error.strerror}")]
        ) from None
    if len(data) > MAX_BYTES:
        raise ConfigurationError([Problem(path, 1, 1, f"is larger than {MAX_BYTES} bytes")])
    try:
        tree = YAML(typ="rt", pure=True).load(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            [Problem(path, line, 1, "is not UTF-8; save the file as UTF-8")]
        ) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        detail = " ".join((error.problem or "is not YAML").split())
        raise ConfigurationError([Problem(path, line, column, detail)]) from None
    except YAMLError as error:
        raise ConfigurationError([Problem(path, 1, 1, " ".join(str(error).split()))]) from None
    if tree is None:
        raise ConfigurationError([Problem(path, 1, 1, "is empty")])
    return tree


def place(tree: Any, location: Sequence[str | int]) -> tuple[int, int]:
    """Line and column (from 1) of the key or value at `location`, or of its nearest parent."""
    line, column = 1, 1
    node = tree
    for step in location:
        if not isinstance(node, CommentedBase):
            break
        found = _child_place(node, step)
        if found is None:
            break
        line, column = found[0] + 1, found[1] + 1
        node = node[step]  # type: ignore[index]  # ruamel's containers are typed as their base
    return line, column


def _child_place(node: Any, step: str | int) -> tuple[int, int] | None:
    if isinstance(node, Mapping) and step in node:
        at: tuple[int, int] = node.lc.key(step)  # type: ignore[attr-defined]  # on every round-trip map
        return at[0], at[1]
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
        at: tuple[int, int] = node.lc.item(step)  # type: ignore[attr-defined]  # on every round-trip sequence
        return at[0], at[1]
    return None


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str | bytes):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node) if isinstance(node, str) else node


def _problems(path: Path, tree: Any, error: ValidationError) -> list[Problem]:
    found = []
    for item in error.errors(include_url=False):
        location = [step for step in item["loc"] if isinstance(step, str | int)]
        line, column = place(tree, location)
        found.append(Problem(path, line, column, _message(tree, location, item)))
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _message(tree: Any, location: Sequence[str | int], item: Any) -> str:
    name = ".".join(str(step) for step in location) or "file"
    if item["type"] == "extra_forbidden":
        near = _near(tree, location, item)
        return f"{name}: this key does not exist" + (f"; did you mean {near!r}?" if near else "")
    if item["type"] == "missing":
        return f"{name}: this key is missing"
    text = str(item["msg"]).removeprefix("Value error, ")
    value = item.get("input")
    shown = f" (found {value!r})" if isinstance(value, str | int | float) else ""
    return f"{name}: {text}{shown}"


def _near(tree: Any, location: Sequence[str | int], item: Any) -> str | None:
    del tree
    known = item.get("ctx", {}).get("known", ())
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    return near[0] if near else None
