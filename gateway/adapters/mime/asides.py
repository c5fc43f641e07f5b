"""What a mail says beside its text: the title of its HTML, words for pictures, an invitation, key words.

A person sees it on demand or on another screen. For the search for secrecy marks alone (Art. 1.2).
"""

import html
import re

from gateway.adapters.mime.text import strip_tags

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_WORDS = re.compile(
    r"""(?<![\w-])(?:alt|title)\s{0,5}=\s{0,5}(?:"([^"]{1,300})"|'([^']{1,300})')""", re.IGNORECASE
)
_RAISED = re.compile(r"(?:text-transform\s{0,5}:\s{0,5}uppercase|small-caps)", re.IGNORECASE)
_SHORT = 60  # characters: a stamp, not a sentence
_MOST = 500


def said_beside(source: str) -> list[str]:
    """Lines of an HTML text that its reading leaves out; short ones in capitals where a style shows some so."""
    found = [match[1] for match in _TITLE.finditer(source)]
    found += [match[1] or match[2] for match in _WORDS.finditer(source)]
    if _RAISED.search(source):
        lines = strip_tags(source).splitlines()
        found += [line.upper() for line in lines if 0 < len(line.strip()) <= _SHORT]
    return [" ".join(html.unescape(line).split()) for line in found[:_MOST]]
