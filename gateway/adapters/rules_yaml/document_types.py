"""`rules/document_types.yaml` as values: types, abbreviations, bodies."""

from pathlib import Path

from pydantic import Field

from gateway.adapters.rules_yaml.schema import Strict, Word
from gateway.config.yaml_source import load
from gateway.domain.reading.types import DocumentType, DocumentTypes


class _Type(Strict):
    name: str = Field(min_length=1, description="the name as the register prints it")
    abbreviations: list[Word] = Field(default=[], description="letters of the notation")
    headings: list[Word] = Field(default=[], description="other titles of the same type")


class _File(Strict):
    types: list[_Type] = Field(min_length=1)
    central_bodies: list[Word] = Field(default=[], description="who issues joint circulars")
    bodies: list[Word] = Field(default=[], description="abbreviations of bodies and units")
    agencies: list[Word] = Field(default=[], description="names of agencies in their spelling")


def load_document_types(path: Path) -> DocumentTypes:
    """Reads the table of types. Raises `ConfigurationError` with file, line and column."""
    file = load(path, _File)
    types = tuple(
        DocumentType(kind.name, tuple(kind.abbreviations), tuple(kind.headings))
        for kind in file.types
    )
    return DocumentTypes(
        types, frozenset(file.central_bodies), tuple(file.bodies), tuple(file.agencies)
    )
