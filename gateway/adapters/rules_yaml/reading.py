"""`rules/reading.yaml` as values: subject areas and relative times."""

from pathlib import Path

from pydantic import Field, model_validator

from gateway.adapters.rules_yaml.schema import PhraseText, Strict, Word
from gateway.config.yaml_source import (
    ConfigurationError,
    Problem,
    problem_at,
    read_tree,
    validate,
)
from gateway.domain.directory import Directory
from gateway.domain.reading.areas import SubjectArea, SubjectAreas
from gateway.domain.reading.rules import ReadingRules

_MOST = 200


class _Area(Strict):
    name: Word
    words: tuple[PhraseText, ...] = Field(default=(), max_length=_MOST)
    units: tuple[Word, ...] = Field(default=(), max_length=_MOST)
    bodies: tuple[PhraseText, ...] = Field(default=(), max_length=_MOST)

    @model_validator(mode="after")
    def _says_something(self) -> "_Area":
        if not (self.words or self.units or self.bodies):
            raise ValueError("needs words, units or bodies")
        return self


class _File(Strict):
    subject_areas: tuple[_Area, ...] = Field(default=(), max_length=_MOST)
    count_day_of_receipt: bool = False


def _checked(path: Path) -> _File:
    tree = read_tree(path)
    file = validate(path, tree, _File)
    problems, seen = list[Problem](), set[str]()
    for index, area in enumerate(file.subject_areas):
        if area.name in seen:
            at = ("subject_areas", index, "name")
            message = f"the area {area.name!r} stands twice; write its words under one of them"
            problems.append(problem_at(path, tree, at, message))
        seen.add(area.name)
    if problems:
        raise ConfigurationError(problems)
    return file


def load_reading(path: Path, directory: Directory) -> ReadingRules:
    """Reads the file; a folder of before it existed names no areas.

    Raises `ConfigurationError` with file, line and column.
    """
    file = _checked(path) if path.exists() else _File()
    areas = tuple(
        SubjectArea(area.name, area.words, area.units, area.bodies) for area in file.subject_areas
    )
    return ReadingRules(SubjectAreas(areas), file.count_day_of_receipt, directory)
