"""The sample `config.yaml` is the reference: every key stands in it, and every key in it exists."""

import json
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from ruamel.yaml import YAML

from gateway.config.agencies import Mode
from gateway.config.load import load_settings
from gateway.config.settings import Settings
from gateway.config.yaml_source import ConfigurationError

SAMPLE = Path(__file__).parents[2] / "config.yaml"
SWITCHED_OFF = re.compile(r"^(\s*)#(?=[a-z_]+:)", re.MULTILINE)  # "#key:"; "# words" are prose


@dataclass(frozen=True)
class Key:
    """A key of the models."""

    field: FieldInfo
    section: type[BaseModel] | None


def section_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(section_of, typing.get_args(annotation))), None)


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Key]]:
    for name, field in model.model_fields.items():
        section = section_of(field.annotation)
        yield prefix + name, Key(field, section)
        if section is not None:
            yield from keys_of(section, f"{prefix}{name}.")


def keys_in(tree: Any, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Each key of the YAML tree with its line, counted from 0."""
    if isinstance(tree, list):
        for item in tree:
            yield from keys_in(item, prefix)
    elif isinstance(tree, dict):
        for name, value in tree.items():
            yield prefix + name, tree.lc.key(name)[0]
            yield from keys_in(value, f"{prefix}{name}.")


def switched_on() -> str:
    return SWITCHED_OFF.sub(r"\1", SAMPLE.read_text())


EXISTING = dict(keys_of(Settings))
DOCUMENTED = dict(keys_in(YAML().load(switched_on())))


def test_every_key_is_documented() -> None:
    assert sorted(EXISTING.keys() - DOCUMENTED.keys()) == []


def test_every_documented_key_exists() -> None:
    assert sorted(DOCUMENTED.keys() - EXISTING.keys()) == []


def test_the_sample_loads_as_it_is() -> None:
    settings = load_settings(SAMPLE)
    agency, mailbox = settings.mailboxes()[0]
    assert (mailbox.name, mailbox.address) == ("sxd", "sxd@quangngai.gov.vn")
    assert agency.mode is Mode.LIVE
    assert settings.authserv_id == "mx.quangngai.gov.vn"
    assert settings.data_dir == SAMPLE.parent / "var" / "gateway"
    assert settings.smtp_intake is None


def test_what_is_switched_off_loads_when_switched_on(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(switched_on())
    settings = load_settings(tmp_path / "config.yaml")
    assert settings.smtp_intake is not None
    assert settings.receipts.signing is not None
    assert settings.signatures.trust_dir == Path("/etc/gateway/trust")


def blocks() -> Iterator[tuple[int, int]]:
    """Each switched-off key with what is nested in it: first line and the line after the last."""
    lines = SAMPLE.read_text().splitlines()
    end = 0
    for number, line in enumerate(lines):
        match = SWITCHED_OFF.match(line)
        if match is None or number < end:
            continue
        end = number + 1
        while end < len(lines) and lines[end].startswith(f"{match[1]}  "):
            end += 1
        yield number, end


@pytest.mark.parametrize(("first", "end"), list(blocks()))
def test_each_switched_off_key_loads_alone(tmp_path: Path, first: int, end: int) -> None:
    lines = SAMPLE.read_text().splitlines()
    lines[first:end] = [SWITCHED_OFF.sub(r"\1", line) for line in lines[first:end]]
    (tmp_path / "config.yaml").write_text("\n".join(lines))
    load_settings(tmp_path / "config.yaml")


def explanation(name: str) -> str:
    """The comment right above a key."""
    lines = SAMPLE.read_text().splitlines()
    found: list[str] = []
    number = DOCUMENTED[name] - 1
    while number >= 0 and lines[number].lstrip().startswith("# "):
        found.insert(0, lines[number].strip().removeprefix("# "))
        number -= 1
    return "\n".join(found)


def shown(default: Any) -> str:
    if default is None:
        return "không"
    if isinstance(default, tuple):
        return json.dumps(list(default), ensure_ascii=False)
    if default == "":
        return '""'
    return str(default.value if isinstance(default, Enum) else default)


@pytest.mark.parametrize("name", sorted(EXISTING))
def test_each_key_is_explained_with_its_true_default(name: str) -> None:
    key, text = EXISTING[name], explanation(name)
    assert text, "no comment stands above this key"
    if key.field.default is PydanticUndefined:
        assert key.section is not None or "Bắt buộc" in text
    elif not isinstance(key.field.default, BaseModel):
        stated = re.search(r"Mặc định: (.*?)(?: \(.*\)\.?)?$", text)
        assert stated is not None, "the comment states no default"
        assert stated[1] == shown(key.field.default)


def test_a_typing_error_is_named_with_its_place(tmp_path: Path) -> None:
    text = SAMPLE.read_text().replace("poll_seconds: 60", "poll_second: 60")
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"config\.yaml:\d+:\d+: .*poll_second"):
        load_settings(tmp_path / "config.yaml")
