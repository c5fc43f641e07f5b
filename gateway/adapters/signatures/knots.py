"""How many ways certificates could be chained, counted before pyHanko walks them all.

Five authorities that certify each other fit into one signature and give more paths than anybody can walk
(RFC 4158 §2.4 wants loops and dead ends bounded). Genuine files have a handful.
"""

from collections.abc import Sequence

from asn1crypto import x509

_MOST_STEPS = 200


def is_knot(certificate: x509.Certificate, pool: Sequence[x509.Certificate]) -> bool:
    """Whether more than `_MOST_STEPS` steps upwards by name lead from the certificate through the pool.

    Counts as pyHanko walks: no certificate twice on a path; identifiers are not looked at, so never fewer.
    Raises one of `PARSER_FAILURES` for a name that cannot be read.
    """
    above: dict[str, list[x509.Certificate]] = {}
    for item in {item.dump(): item for item in pool}.values():
        if item.issuer.hashable != item.subject.hashable:  # one that signed itself leads nowhere
            above.setdefault(_key(item.subject), []).append(item)
    waiting: list[tuple[x509.Certificate, frozenset[bytes]]] = [(certificate, frozenset())]
    steps = 0
    while waiting and steps <= _MOST_STEPS:
        last, seen = waiting.pop()
        issuers = [i for i in above.get(_key(last.issuer), ()) if i.issuer_serial not in seen]
        waiting += [(issuer, seen | {issuer.issuer_serial}) for issuer in issuers]
        steps += len(issuers)
    return steps > _MOST_STEPS


def _key(name: x509.Name) -> str:
    return str(name.hashable)
