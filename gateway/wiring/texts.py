"""Vietnamese sentences for what the program calls by a code."""

from functools import lru_cache
from pathlib import Path

from gateway.adapters.receipts import Texts, load_texts
from gateway.config.settings import Settings


def reason_sentence(settings: Settings, reason: str) -> str:
    """The sentence of a `Reason`."""
    return _texts(settings.templates_dir).sentence_for_reason(reason)


@lru_cache(maxsize=4)
def _texts(folder: Path | None) -> Texts:
    return load_texts(folder)
