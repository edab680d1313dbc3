"""Small Word files for tests, made of raw parts so that each fault can be put in on purpose."""

import io
import zipfile

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
STYLES = "".join(
    f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in [
        ("T", "Title"),
        ("1", "heading 1"),
        ("2", "标题 2"),
        ("C", "caption"),
        ("Q", "Quote"),
        ("toc1", "toc 1"),
    ]
)


def p(text: str = "", style: str = "", *, raw: str = "", properties: str = "") -> str:
    """A paragraph; `raw` is XML in place of its text."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = raw or f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def word_file(body: str, *, relations: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """A DOCX with this body. `relations` are rows `id|kind|target[|External]`."""
    rows = [row.strip().split("|") for row in f"s|styles|styles.xml\n{relations}".splitlines() if row.strip()]
    links = "".join(
        f'<Relationship Id="{row[0]}" Type="{KIND}{row[1]}" Target="{row[2]}"'
        + (' TargetMode="External"/>' if len(row) > 3 else "/>")
        for row in rows
    )
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMES}>{STYLES}</w:styles>",
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
        ),
        **(parts or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return made.getvalue()
