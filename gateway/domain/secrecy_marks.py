"""The marks that are looked for, as people write them (Art. 1.2; TT 01/2011 Art. 15)."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class SecrecyMarks:
    """`rules/secrecy.yaml` as values; every text as people write it."""

    secret: tuple[str, ...]
    limited: tuple[str, ...]
    notation_suffixes: tuple[str, ...] = ()  # "M": 12/QĐ-UBND-M, 12/QĐ-UBND(M)
    body_phrases: tuple[str, ...] = ()  # "tài liệu mật" in the mail's own words
    about_before: tuple[str, ...] = ()  # "bảo vệ", "không phải": the phrase speaks of the topic
    other_after: tuple[str, ...] = ()  # "mã", "ong", "độ": another word that begins with it
    other_before: tuple[str, ...] = ()  # "bí", "bảo": another word that ends with it
    overruled: tuple[str, ...] = ()  # marks that count as nothing any more

    def limits(self) -> "SecrecyMarks":
        """The limits on circulation alone: what still holds a mail whose secrecy mark was overruled."""
        return replace(
            self, secret=(), notation_suffixes=(), body_phrases=(), overruled=self.secret
        )
