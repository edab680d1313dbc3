"""The scanner by its figures on the sample files, the files it reads, and its command."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.library.anonymisation import NotReadableError, Piece, masked, pieces_of_file, scan
from tests.factories.word import p, word_file

DATA = Path(__file__).parents[2] / "data"
UNSAFE = DATA / "cases"
SAFE = [*sorted((DATA / "cases").glob("0[1-8]*.docx")), DATA / "white-paper.docx"]


def scanned(file: Path):
    return scan(pieces_of_file(file.read_bytes(), file.name))


def expected(name: str) -> list[tuple[str, str, str]]:
    with (UNSAFE / "unsafe.expected.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["file"] == name]
    return [(row["text"], row["kind"], row["paragraph"]) for row in rows]


@pytest.mark.parametrize(("name", "rows"), [("09-unsafe-a.docx", 13), ("10-unsafe-b.docx", 15)])
def test_every_expected_row_is_found_with_its_kind_and_place(name, rows):
    hits = [(f.text, f"{f.kind}_{f.form}".rstrip("_"), f.place) for f in scanned(UNSAFE / name)]

    wanted = expected(name)
    assert len(wanted) == rows
    assert set(wanted) - set(hits) == set()
    # Beyond the list there is only what the file's properties repeat of its title.
    assert [place for _text, _kind, place in hits if (_text, _kind, place) not in wanted] == ["property:title"]
    assert len(hits) == rows + 1


def test_safe_cases_and_the_white_paper_raise_no_alarm():
    counts = {file.name: len(scanned(file)) for file in SAFE}
    characters = sum(len(piece.text) for file in SAFE for piece in pieces_of_file(file.read_bytes(), file.name))

    assert len(SAFE) == 9
    assert counts == dict.fromkeys(counts, 0)
    assert characters > 9_000  # one alarm per 2,000 characters would be four


def test_replacement_leaves_nothing_to_be_found():
    for name in ("09-unsafe-a.docx", "10-unsafe-b.docx"):
        pieces = pieces_of_file((UNSAFE / name).read_bytes(), name)
        hits = scan(pieces)

        cleaned = []
        for piece in pieces:
            text = piece.text
            for hit in reversed([h for h in hits if h.place == piece.place]):
                assert text[hit.offset : hit.end] == hit.text
                text = text[: hit.offset] + hit.replacement + text[hit.end :]
            cleaned.append(Piece(piece.place, text, piece.heading))

        assert scan(cleaned) == []


def test_word_file_is_read_in_every_corner():
    alt = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="被告人李小明"/></wp:inline></w:drawing></w:r>'
    box = "<w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>证人钱小方</w:t></w:r></w:p></w:txbxContent></w:drawing></w:r>"
    deleted = "<w:del><w:r><w:delText>被害人孙小兰</w:delText></w:r></w:del>"
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>电话13812345678</w:t></w:r></w:p></w:footnote>'
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    foot = f"<w:ftr {namespace}><w:p><w:r><w:t>承办人：周小川</w:t></w:r></w:p></w:ftr>"
    core = "<core><creator>郑小文</creator><title>被告人吴小莉案</title><revision>1</revision></core>"
    table = f"<w:tbl><w:tr><w:tc>{p('姓名')}</w:tc></w:tr><w:tr><w:tc>{p('冯小刚')}</w:tc></w:tr></w:tbl>"
    data = word_file(
        p("题目") + p() + p("被告人赵小云，男") + p(raw=alt) + p(raw=box) + p(raw=deleted) + table,
        relations="f|footnotes|footnotes.xml\nh|footer|footer1.xml",
        parts={
            "word/footnotes.xml": f"<w:footnotes {namespace}>{note}</w:footnotes>",
            "word/footer1.xml": foot,
            "docProps/core.xml": core,
        },
    )

    hits = {f.place: f.text for f in scan(pieces_of_file(data, "被告人陈小东.docx"), roster=["郑小文"])}

    assert hits == {
        "3": "赵小云",
        "6": "孙小兰",
        "table1:r2:c1": "冯小刚",
        "textbox1": "钱小方",
        "alt1": "李小明",
        "footnote1": "13812345678",
        "footer": "周小川",
        "property:title": "吴小莉",
        "property:creator": "郑小文",
        "file": "陈小东",
    }


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"x", "a.pdf", ".docx"),
        (b"", "a.txt", "空"),
        (b"\xff\xfe\x00\x01", "a.txt", "UTF-8"),
        (b"PK nonsense", "a.docx", "Word"),
        (b"%PDF", "a.docx", "PDF"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(data, name, sentence):
    with pytest.raises(NotReadableError) as refusal:
        pieces_of_file(data, name)

    assert sentence in str(refusal.value)


def test_command_prints_one_json_object(tmp_path, capsys):
    file = tmp_path / "case.txt"
    file.write_bytes("题目\n\n被告人王小明，电话１３８００１３８０００\n".encode("gb18030"))
    roster = tmp_path / "roster.txt"
    roster.write_text("李四光\n", encoding="utf-8")

    call_command("scan_text", str(file), "--roster", str(roster))

    answer = json.loads(capsys.readouterr().out)
    assert answer["counts"] == {"mobile": 1, "person_name": 1}
    assert answer["findings"] == [
        {
            "kind": "person_name",
            "text": "王小明",
            "place": "3",
            "offset": 3,
            "replacement": "王某某",
            "severity": "high",
            "form": "",
        },
        {
            "kind": "mobile",
            "text": "１３８００１３８０００",
            "place": "3",
            "offset": 9,
            "replacement": "（略）",
            "severity": "high",
            "form": "fullwidth",
        },
    ]


def test_command_hides_texts_when_asked(tmp_path, capsys):
    file = tmp_path / "case.md"
    file.write_text("被告人王小明", encoding="utf-8")

    call_command("scan_text", str(file), "--masked")

    assert "王小明" not in capsys.readouterr().out
    assert masked("王小明") == "王**"


@pytest.mark.parametrize(("name", "sentence"), [("none.txt", "cannot be read"), ("a.pdf", ".docx")])
def test_command_refuses_with_a_sentence(tmp_path, name, sentence):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")

    with pytest.raises(CommandError, match=sentence):
        call_command("scan_text", str(tmp_path / name))
