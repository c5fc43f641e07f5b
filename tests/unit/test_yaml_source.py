"""Every fault of a YAML file is named with file, line and column, the value and the nearest known word."""

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from gateway.config import yaml_source
from gateway.config.settings import Settings
from gateway.config.yaml_source import ConfigurationError, load, place, read_tree


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    port: int = 25
    colour: Literal["red", "green"] = "red"


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    named: dict[str, Inner] = {}
    spoken: str = Field(default="", alias="in")


def messages(tmp_path: Path, text: str | bytes, model: type[BaseModel] = Outer) -> list[str]:
    path = tmp_path / "f.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigurationError) as caught:
        load(path, model)
    prefix = f"{path}:"
    found = [str(problem) for problem in caught.value.problems]
    assert all(message.startswith(prefix) for message in found)
    return [message.removeprefix(prefix) for message in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel: x\ntitle: y\n", ["1:1: titel: this key does not exist; did you mean 'title'?"]),
        ("title: x\nzzzz: y\n", ["2:1: zzzz: this key does not exist"]),
        (
            "title: x\ninner:\n  prot: 1\n",
            ["3:3: inner.prot: this key does not exist; did you mean 'port'?"],
        ),
        (
            "title: x\nmany:\n  - port: 1\n  - {colur: red}\n",
            ["4:6: many.1.colur: this key does not exist; did you mean 'colour'?"],
        ),
        (
            "title: x\nnamed:\n  a:\n    pot: 1\n",
            ["4:5: named.a.pot: this key does not exist; did you mean 'port'?"],
        ),
        ("title: x\nini: y\n", ["2:1: ini: this key does not exist; did you mean 'in'?"]),
        ("inner: {}\n", ["1:1: title: this key is missing"]),
        (
            "title: x\ninner: {colour: gren}\n",
            [
                "2:9: inner.colour: Input should be 'red' or 'green' (found 'gren'); did you mean 'green'?"
            ],
        ),
        (
            "title: x\ninner: {port: many}\nmany: [{port: [1]}]\n",
            [
                "2:9: inner.port: Input should be a valid integer, unable to parse string as an integer (found 'many')",
                "3:9: many.0.port: Input should be a valid integer",
            ],
        ),
        ("title: x\n title: y\n", ["2:7: mapping values are not allowed here"]),
        ("title: x\ntitle: y\n", ['2:1: found duplicate key "title" with value "y" (original value: "x")']),
        ("title: 'x\n", ["2:1: found unexpected end of stream"]),
        ("title: *x\n", ["1:8: found undefined alias 'x'"]),
        ("", ["1:1: is empty"]),
        ("- a\n", ["1:1: file: Input should be a valid dictionary or instance of Outer"]),
    ],
)  # fmt: skip
def test_faults(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert messages(tmp_path, text) == expected


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    (message,) = messages(tmp_path, f"title: x\ninner: {{port: {'y' * 5000}}}\n")
    assert len(message) < 250


def test_not_utf8_names_the_byte(tmp_path: Path) -> None:
    assert messages(tmp_path, b"title: x\nin: \xe9\n") == [
        "2:5: is not UTF-8; save the file as UTF-8"
    ]


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "no.yaml", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(ConfigurationError, match=f"1:1: cannot be read: {reason}"):
            load(path, Outer)


@pytest.mark.parametrize(
    "text",
    [
        "title: " + "[" * 1000 + "]" * 1000 + "\n",
        "a0: &a0 [x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 12)),
    ],
    ids=["deep", "multiplies"],
)
def test_a_file_without_end_is_refused(tmp_path: Path, text: str) -> None:
    assert messages(tmp_path, text) == ["1:1: is nested too deeply"]


def test_an_anchor_that_holds_itself_is_refused(tmp_path: Path) -> None:
    assert len(messages(tmp_path, "title: &a [*a]\n")) == 1


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    text = b"#" * (yaml_source.MAX_BYTES + 1)
    assert "is larger than" in messages(tmp_path, text)[0]


def test_a_date_that_does_not_exist(tmp_path: Path) -> None:
    assert messages(tmp_path, "title: 2026-02-30\n")[0].startswith("1:1: ")


def test_settings_name_a_slip_three_levels_down(tmp_path: Path) -> None:
    text = (
        "data_dir: x\nsubmission: {}\nagencies:\n  - id: a\n    name: A\n    books: [{name: den, title: t}]\n"
        "    mailboxes:\n      - name: m\n        address: a@b.example\n        imap:\n"
        "          host: h\n          username: u\n          pasword_file: p\n"
    )
    found = messages(tmp_path, text, Settings)
    wanted = "this key does not exist; did you mean 'password_file'?"
    assert f"13:11: agencies.0.mailboxes.0.imap.pasword_file: {wanted}" in found


def test_place_of_a_missing_key_is_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("a:\n  b:\n    - c: 1\n")
    assert place(read_tree(path), ["a", "b", 0, "nothing"]) == (3, 7)
