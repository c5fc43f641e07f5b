"""What stands in the place of pyHanko's and asn1crypto's functions gives what they give: value, error, position."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import crl, x509
from asn1crypto.core import OctetString
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    CertificateRevocationListBuilder,
    RevokedCertificateBuilder,
    random_serial_number,
)
from hypothesis import example, given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError

from gateway.adapters.signatures import bytes_check, crl_lookup, pdf_tokens, x509_names
from tests.support import pki as ca

_PIECES = [b"a", b"Zz9", b"#41", b"#4", b"#zz", b"/", b" ", b"\n", b"\r\n", b"\0", b"\x7f", b"\xc4"]
_PIECES += [b"%x\n", b"%", b"(", b"]", b"<<", b">", b"{", b" " * 40, b"\n" * 70, b"long" * 20]
_TOKENS = st.lists(st.one_of(st.binary(max_size=3), st.sampled_from(_PIECES)), max_size=12).map(
    b"".join
)


def _outcome(function: Any, data: bytes, **options: bool) -> tuple[object, ...]:
    stream = BytesIO(b"before" + data)
    stream.seek(6)
    try:
        value = function(stream, **options)
    except PdfError as error:
        return type(error), str(error), stream.tell()
    return value, stream.tell()


@given(_TOKENS)
@example(b"")
@example(b" " * 32 + b"%c\n x")
def test_the_end_of_a_word(data: bytes) -> None:
    assert _outcome(pdf_tokens.read_until_delimiter, data) == _outcome(
        pdf_tokens._read_until_delimiter, data
    )


@given(_TOKENS, st.booleans(), st.booleans())
@example(b"", False, True)
@example(b" " * 33, True, False)
@example(b"  %comment", False, False)
def test_what_follows_white_space(data: bytes, seek_back: bool, allow_eof: bool) -> None:
    options = {"seek_back": seek_back, "allow_eof": allow_eof}
    assert _outcome(pdf_tokens.read_non_whitespace, data, **options) == _outcome(
        pdf_tokens._read_non_whitespace, data, **options
    )


@given(_TOKENS)
def test_names(data: bytes) -> None:
    def outcome(decode: Any) -> object:
        try:
            found = decode(data)
        except PdfError as error:
            return type(error), str(error)
        assert type(found) is generic.NameObject
        return str(found)

    assert outcome(pdf_tokens.decode_name) == outcome(pdf_tokens._decode_name)


_ELEMENTS = [
    b"1",
    b"-2.5",
    b"(a)",
    b"/N",
    b"[",
    b"]",
    b"<<",
    b">>",
    b"3 0 R",
    b"%c\n",
    b"<41>",
]


@given(st.lists(st.sampled_from(_ELEMENTS), max_size=12).map(b" ".join))
@example(b"1 [2 [3] ] ] x")
def test_arrays(data: bytes) -> None:
    def outcome(read: Any) -> tuple[object, ...]:
        stream = BytesIO(b"[" + data)
        try:
            value = read(stream, generic.TrailerReference(None))
        except (PdfError, ValueError) as error:
            return type(error), str(error), stream.tell()
        return repr(value), stream.tell()

    assert outcome(pdf_tokens.read_array) == outcome(pdf_tokens._read_array)


_TEXTS = st.text(
    st.sampled_from("aAbB  \t\u00ad\u200bĐđÁa\u0301\u05d0\u0627\ue000\ufffdß"), max_size=8
)


@given(st.one_of(_TEXTS, st.text(max_size=8)))
@example("A" * 600)
def test_prepared_strings(string: str) -> None:
    def outcome(prepare: Any) -> object:
        try:
            return prepare(None, string)
        except ValueError as error:
            return str(error)

    assert (
        outcome(x509_names.prepare) == outcome(x509_names.prepare) == outcome(x509_names._prepare)
    )


def _name(values: list[tuple[str, str]]) -> x509.Name:
    """Loaded from its encoding, as those of certificates are."""
    rdns = [
        x509.RelativeDistinguishedName(
            [
                x509.NameTypeAndValue(
                    {"type": kind, "value": x509.DirectoryString({"utf8_string": text})}
                )
            ]
        )
        for kind, text in values
    ]
    return x509.Name.load(x509.Name(name="", value=x509.RDNSequence(rdns)).dump())


_NAMES = st.lists(
    st.tuples(st.sampled_from(["common_name", "organization_name"]), _TEXTS), max_size=3
)


@given(_NAMES, _NAMES)
@example([("common_name", "SỞ  A")], [("common_name", "sở a")])
def test_names_of_certificates(one: list[tuple[str, str]], two: list[tuple[str, str]]) -> None:
    def outcome(function: Any, *names: x509.Name) -> object:
        try:
            return function(*names)
        except ValueError as error:
            return str(error)

    for other in (one, two):
        for _ in range(2):  # the second time from memory
            assert outcome(x509_names.equal, _name(one), _name(other)) == outcome(
                x509_names._equal, _name(one), _name(other)
            )
        assert outcome(x509_names.hashable, _name(other)) == outcome(
            x509_names._hashable, _name(other)
        )
    assert not x509_names.equal(_name(one), OctetString(b"no name"))


def _crl(serials: list[int]) -> crl.CertificateList:
    authority = ca.shared_pki().sub.identity
    builder = CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(ca.NOW).next_update(ca.NOW + timedelta(days=1))
    for serial in serials:
        entry = RevokedCertificateBuilder().serial_number(serial).revocation_date(ca.NOW)
        builder = builder.add_revoked_certificate(entry.build())
    signed = builder.sign(authority.key, hashes.SHA256())
    return crl.CertificateList.load(signed.public_bytes(Encoding.DER))


@pytest.mark.parametrize("revoked", [False, True])
@pytest.mark.parametrize("others", [0, 5])
def test_a_certificate_in_a_list(*, revoked: bool, others: int) -> None:
    certificate = ca.shared_pki().leader.asn1_certificate
    serials = [random_serial_number() for _ in range(others)]
    known = _crl(serials + [certificate.serial_number] * revoked)
    arguments = (certificate, certificate.issuer, known, certificate.issuer)
    found = crl_lookup.find_cert_in_list(*arguments)
    time, reason = crl_lookup._find(*arguments)
    assert (found[0], found[1] and found[1].native) == (time, reason and reason.native)
    assert (found[0] is not None) == revoked


@pytest.mark.parametrize(
    ("gap", "plain"),
    [
        (b"<00>", True),
        (b"<aBcD09>", True),
        (b"<>", False),
        (b"<0>", False),
        (b"<0 0>", False),
        (b"<0g>", False),
        (b"00", False),
        (b"<000", False),
        (b"0000>", False),
        (b"", False),
        (b"<", False),
        (b"<<00>", False),
    ],
)
def test_the_gap_is_one_plain_hex_string(gap: bytes, *, plain: bool) -> None:
    assert bytes_check._is_hex(gap) == plain
