"""What a reader and a telephone see on the paper: the code is read from the picture, no name has an empty box."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfReader
from pypdf.generic import ContentStream

from courses.certificates import actions
from courses.certificates.models import Certificate
from courses.training.models import Enrolment
from shared.documents.models import Seal
from tests.courses.certificates.test_certificates import CompletedClass
from tests.courses.certificates.test_issuing import design, png
from tests.pictures import codes_in, ink_of, pages_as_pictures

pytestmark = pytest.mark.django_db
NO_SHAPE = 0  # the glyph that every font draws for what it does not have: the empty box


@pytest.fixture
def klass(settings):
    settings.BASE_URL = "https://tongtang.example"
    return CompletedClass()


def printed(klass, name):
    person = klass.done.person
    person.name = name
    person.save()
    certificate = actions.issue_certificate(Enrolment.objects.get(pk=klass.done.pk), by=klass.organiser)
    return actions.render_certificate(certificate)


def glyphs_of(page, reader):
    """The numbers of all glyphs that the page sets, two bytes each."""
    found = set()
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"Tj", b"TJ"):
            parts = operands[0] if operator == b"TJ" else operands
            for part in parts:
                raw = getattr(part, "original_bytes", part if isinstance(part, bytes) else b"")
                found |= {int.from_bytes(raw[i : i + 2]) for i in range(0, len(raw), 2)}
    return found


@pytest.mark.parametrize("sealed", [False, True])
def test_a_telephone_reads_the_address_of_the_check_from_the_paper(klass, sealed):
    if sealed:
        design(klass)
        for host, blue in ((klass.ip, 200), (klass.proc, 40)):
            image = ContentFile(png(alpha=120, blue=blue), name="seal.png")
            Seal.objects.create(agency=host, image=image, valid_from=dt.date(2026, 1, 1), added_by=klass.organiser)

    certificate = printed(klass, "林晓")

    (page,) = pages_as_pictures(certificate.file.read())
    assert codes_in(page) == [f"https://tongtang.example/certificates/{certificate.code}/"]


def test_each_page_of_the_joined_file_has_the_code_of_its_own_person(klass):
    for name in ("程立", "王小明"):
        klass.enrol(name, "completed")
    actions.issue_certificates(klass.session, by=klass.organiser)

    joined = actions.join_certificates(actions.ask_for_joined(klass.session, by=klass.organiser))

    codes = [codes_in(page) for page in pages_as_pictures(joined.file.read())]
    rows = Certificate.objects.order_by("number")
    assert codes == [[f"https://tongtang.example/certificates/{c.code}/"] for c in rows]


@pytest.mark.parametrize("name", ["王𠅤", "李䶮", "欧阳𬍛", "阿依夏木古丽·吐尔逊江·买合木提"])
def test_a_name_with_a_rare_character_is_read_from_the_paper_and_has_no_empty_box(klass, name):
    certificate = printed(klass, name)

    reader = PdfReader(io.BytesIO(certificate.file.read()))
    assert len(reader.pages) == 1
    assert name in reader.pages[0].extract_text()
    glyphs = glyphs_of(reader.pages[0], reader)
    assert len(glyphs) > 30
    assert NO_SHAPE not in glyphs


def test_a_rare_character_is_drawn_as_itself(klass):
    """The same place on the paper, another shape each time, and as much ink as a character has."""
    shapes = {}
    for name in ("𠅤", "䶮", "晓"):
        certificate = printed(klass, f"林{name}")
        (page,) = pages_as_pictures(certificate.file.read())
        middle = page.width // 2
        shapes[name] = page.crop((middle, int(page.height * 0.36), middle + 56, int(page.height * 0.42)))
        actions.revoke_certificate(certificate, reason="登记有误", by=klass.organiser)

    assert len({shape.tobytes() for shape in shapes.values()}) == 3
    assert all(0.08 < ink_of(shape) < 0.6 for shape in shapes.values())
