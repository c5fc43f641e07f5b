"""Secrets in every wrapping that the gateway opens, each with the words of `traces` wherever a word may stand."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from gateway.adapters.document_text import legacy
from gateway.demo.typesetting import typeset
from tests.support.containers import tnef, zipped
from tests.support.labelled_secrets import docx, lines, pdf, rtf, xlsx
from tests.support.older_tables import typed
from tests.support.scanned import SHEETS, Stamp, press, printed
from tests.support.traces import IN_BODY, IN_NAME, IN_SUBJECT, IN_TEXT

_ABOUT = f"Việc riêng {IN_TEXT}"
SECRET_TEXT = lines(7, mark="TỐI MẬT", about=_ABOUT)


def mail(
    number: int, *files: tuple[str, bytes], subject: str = f"Gửi {IN_SUBJECT}"
) -> EmailMessage:
    """An open subject: the mark stands in the files."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{IN_NAME} <snv@quangngai.gov.vn>"
    message["To"] = "sxd@quangngai.gov.vn"
    message["Subject"] = subject
    message["Message-ID"] = f"<{number}.quyxbuong@quangngai.gov.vn>"
    message.set_content(f"Kính gửi {IN_BODY}.\n")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def scanned() -> bytes:
    """A stamped picture of a page that says the words, with the words in its title."""
    sheet = replace(dict(SHEETS)["Báo cáo"], abstract=_ABOUT)
    (page, *_) = printed(typeset(sheet).pdf)
    press(page, Stamp("MẬT", tilt=2))
    out = io.BytesIO()
    short = page.crop((0, 0, page.width, int(page.height * 0.6)))
    short.save(out, "PDF", resolution=200, quality=70, title=f"7 {IN_TEXT}", author=IN_NAME)
    return out.getvalue()


def old_binary(folder: Path) -> bytes:
    """A .doc, made by LibreOffice in a profile that nobody searches."""
    source = folder / "a.rtf"
    source.write_bytes(rtf(SECRET_TEXT))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(legacy.program()), "--headless", profile, "--convert-to", "doc"]
    for _ in range(2):
        subprocess.run([*command, "--outdir", str(folder), str(source)], check=False, capture_output=True, timeout=120)  # fmt: skip
    return (folder / "a.doc").read_bytes()


def forwarded(number: int) -> EmailMessage:
    message = mail(number)
    message.add_attachment(mail(number + 500, (f"7 {IN_NAME}.docx", docx(SECRET_TEXT))))
    return message


def wrapped(folder: Path) -> Iterator[tuple[str, EmailMessage]]:
    """Each wrapping by its name. `folder` is for making, and is not searched."""
    name = f"7 {IN_NAME}"
    secret = docx(SECRET_TEXT)
    yield "docx", mail(1, (f"{name}.docx", secret))
    yield "zip", mail(2, (f"{name}.zip", zipped((f"{name}/{name}.docx", secret))))
    yield "forwarded", forwarded(3)
    yield "winmail", mail(4, ("winmail.dat", tnef((f"{name}.docx", secret), subject=IN_SUBJECT)))
    yield "tcvn3", mail(5, (f"{name}.txt", typed("\n".join(SECRET_TEXT), "tcvn3")))
    yield "vni", mail(6, (f"{name}.txt", typed("\n".join(SECRET_TEXT), "vni")))
    yield "sheet", mail(7, (f"{name}.pdf", pdf(lines(7))), (f"{name}.xlsx", xlsx(SECRET_TEXT)))
    yield "scan", mail(8, (f"{name}.pdf", scanned()))
    if legacy.program() is not None:
        yield "doc", mail(9, (f"{name}.doc", old_binary(folder)))
