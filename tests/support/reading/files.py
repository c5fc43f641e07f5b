"""One file of each format that is read, with its name: what mutations begin with."""

from tests.support.document_files import electronic_original, paragraph, scan, word
from tests.support.small_pdf import decision, invitation


def seeds() -> list[tuple[str, bytes]]:
    return [
        ("moi.pdf", invitation(34)),
        ("quyet-dinh.pdf", decision(35)),
        ("goc.pdf", electronic_original("36", "12")),
        ("quet.pdf", scan()),
        ("word.docx", word(paragraph("Số: 37/GM-SNV"))),
    ]
