"""What headers say of the way of a mail: who vouches for it, where a reply goes, may it be answered."""

import re

from gateway.adapters.mime.addresses import author
from gateway.adapters.mime.headers import parameter, parameters, plain, segments, unfold, words
from gateway.adapters.mime.tree import Part
from gateway.domain.display import harmless
from gateway.domain.message import ReplyTraits

_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>")
_MAX_REFERENCES = 100
_METHODS = ("dmarc", "spf", "dkim")
_RESULT = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)(?:\s*/\s*\d+)?\s*=\s*([A-Za-z]+)(?:\s|\Z)")
_SIGNING_DOMAIN = re.compile(
    r"\sheader\.(?:d|i)\s*=\s*[\"']?(?:[^\s@\"']*@)?([A-Za-z0-9.-]+)", re.IGNORECASE
)
_BULK = ("bulk", "list", "junk")


def authentication(root: Part, authserv_id: str | None) -> tuple[tuple[str, str], ...]:
    """DMARC, SPF and DKIM results of the topmost Authentication-Results, if it is ours (RFC 8601 §5).

    Further down may stand what the sender wrote. A DKIM pass of a domain that is not the author's says
    nothing of the author and becomes "policy" (RFC 8601 §2.7.1).
    """
    top = root.first("authentication-results")
    head, _, rest = _without_comments(unfold(top)).partition(";")
    named = head.split()
    if not authserv_id or not named or named[0].strip('"').lower() != authserv_id.lower():
        return ()
    results: dict[str, str] = {}
    for clause in segments(rest):
        match = _RESULT.match(clause)
        method = match[1].lower() if match else ""
        if match and method in _METHODS:
            result = _of_author(match[2].lower(), method, clause, root)
            results[method] = _of_two(method, results.get(method, result), result)
    return tuple(results.items())


def return_path(root: Part) -> str | None:
    """The Return-Path above the topmost Received, which the last MTA wrote (RFC 5321 §4.4); "" for `<>`."""
    for name, value in root.raw:
        if name == "received":
            return None
        if name == "return-path":
            path = harmless(_without_comments(plain(value).text), 300)
            return path[1:-1].strip() if path.startswith("<") and path.endswith(">") else path
    return None


def traits(root: Part) -> ReplyTraits:
    main, found = parameters(root.first("content-type"))
    is_report = main == "multipart/report"
    report_type = parameter(found, "report-type")
    mark = root.every("x-congvan-gateway")
    return ReplyTraits(
        auto_submitted=_first_not(root, "auto-submitted", ("no",)),
        precedence=_precedence(root),
        has_list_header=any(name.startswith("list-") for name, _ in root.raw),
        suppresses_auto_response=bool(root.every("x-auto-response-suppress")),
        is_report=is_report,
        is_delivery_failure=is_report
        and report_type is not None
        and report_type.text.lower() == "delivery-status",
        gateway_mark=harmless(words(mark[0]).text, 200) if mark else None,
    )


def message_id(root: Part) -> str | None:
    found = _MESSAGE_ID.search(unfold(root.first("message-id")))
    return found[0] if found else None


def references(root: Part) -> tuple[str, ...]:
    """The thread, oldest first: References, then In-Reply-To; of a long thread its first and its newest."""
    values = [unfold(value) for name in ("references", "in-reply-to") for value in root.every(name)]
    ids = list(dict.fromkeys(i for value in values for i in _MESSAGE_ID.findall(value)))
    return tuple(ids if len(ids) <= _MAX_REFERENCES else ids[:1] + ids[1 - _MAX_REFERENCES :])


def _of_two(method: str, old: str, new: str) -> str:
    """One passing signature of several is enough. DMARC and SPF speak once: twice means a smuggled clause."""
    if method == "dkim":
        return "pass" if "pass" in {old, new} else old
    return new if old == "pass" else old


def _of_author(result: str, method: str, clause: str, root: Part) -> str:
    domain = _SIGNING_DOMAIN.search(clause)
    if method != "dkim" or result != "pass" or domain is None:
        return result
    sender, _ = author(root.every("from"))
    own = sender.address.rpartition("@")[2] if sender else ""
    signer = domain[1].lower().strip(".")
    aligned = own == signer or own.endswith(f".{signer}") or signer.endswith(f".{own}")
    return "pass" if own and "." in signer and aligned else "policy"


def _without_comments(text: str) -> str:
    """Drops comments, nested too, outside quoted strings (RFC 5322 §3.2.2). An open one takes the rest."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\" and (quoted or depth):
            escaped = True
        elif quoted:
            quoted = character != '"'
        elif character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            continue
        elif character == '"' and not depth:
            quoted = True
        if not depth:
            kept.append(character)
    return "".join(kept)


def _keyword(value: str) -> str:
    return harmless(_without_comments(unfold(value)).partition(";")[0], 60).lower()


def _first_not(root: Part, name: str, harmless_values: tuple[str, ...]) -> str | None:
    """Of several headers the first that speaks against an answer, else the first."""
    keywords = [_keyword(value) for value in root.every(name)]
    against = [keyword for keyword in keywords if keyword not in harmless_values]
    return next(iter(against + keywords), None)


def _precedence(root: Part) -> str | None:
    keywords = [_keyword(value) for value in root.every("precedence")]
    return next((keyword for keyword in keywords if keyword in _BULK), next(iter(keywords), None))
