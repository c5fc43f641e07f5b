"""Which senders an agency knows: `known_senders` of its settings."""

from collections.abc import Iterable


def is_known(address: str | None, patterns: Iterable[str]) -> bool:
    """True when the addr-spec fits one of the patterns; None and malformed addresses never do.

    `*.gov.vn` fits every host below gov.vn (never gov.vn itself, never evilgov.vn), `quangngai.gov.vn`
    that domain alone, `ubnd@quangngai.gov.vn` that mailbox alone. Case does not count.
    """
    if address is None or address.count("@") != 1:
        return False
    local, domain = address.casefold().rstrip(".").split("@")
    if not local or not domain or ".." in domain or domain.startswith("."):
        return False
    return any(_fits(local, domain, pattern.strip().casefold()) for pattern in patterns)


def _fits(local: str, domain: str, pattern: str) -> bool:
    if "@" in pattern:
        return pattern == f"{local}@{domain}"
    if pattern.startswith("*."):
        return len(pattern) > 2 and domain.endswith(pattern[1:])
    return bool(pattern) and domain == pattern
