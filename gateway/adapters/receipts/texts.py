"""The Vietnamese sentences for codes, from `texts.vi.yaml`; the same for receipts, commands and clerks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gateway.config.yaml_source import load
from gateway.domain.signature import Verdict
from gateway.resources import templates

TEXTS_FILE = "texts.vi.yaml"
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReasonText(_Frozen):
    """What is said of one `Reason`. `article` and `remedy` may be empty."""

    title: Sentence
    sentence: Sentence
    article: str
    remedy: str


class _SignatureTexts(_Frozen):
    valid: Mapping[str, Sentence]
    other: Mapping[str, Sentence]
    verdicts: Mapping[Verdict, Sentence]


class Texts(_Frozen):
    """All sentences of one language."""

    signature: _SignatureTexts
    reasons: Mapping[str, ReasonText] = Field(min_length=1)

    def sentence_for_verdict(self, reason: str, verdict: Verdict | None = None) -> str:
        """The sentence of a `DocumentVerdict.reason`.

        With `verdict`, one that is not VALID never gets a sentence from the valid ones, whatever
        `reason` says; an unknown reason gets the sentence of the verdict. Without `verdict`,
        raises KeyError for an unknown reason.
        """
        if verdict is None:
            return {**self.signature.valid, **self.signature.other}[reason]
        known = self.signature.valid if verdict is Verdict.VALID else self.signature.other
        return known.get(reason) or self.signature.verdicts[verdict]

    def sentence_for_reason(self, reason: str) -> str:
        """The sentence of a `Reason`. Raises KeyError for an unknown one."""
        return self.reasons[reason].sentence


def load_texts(templates_dir: Path | None = None) -> Texts:
    """Reads the agency's own `texts.vi.yaml` where there is one, else the one of the package.

    Raises `ConfigurationError` with file, line and column.
    """
    own = templates_dir / TEXTS_FILE if templates_dir else None
    return load(own if own and own.exists() else templates() / TEXTS_FILE, Texts)
