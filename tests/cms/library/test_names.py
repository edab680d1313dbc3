"""Names by what stands around them, on sentences as a county writes them; see tests/data/anonymisation."""

from pathlib import Path

from cms.library.anonymisation import Piece, scan

DATA = Path(__file__).parents[2] / "data" / "anonymisation"


def lines(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def names(text: str) -> list[str]:
    return [f.text for f in scan([Piece("1", text)])]


def replaced(*texts: str) -> dict[str, str]:
    return {f.text: f.replacement for f in scan([Piece(str(at), text) for at, text in enumerate(texts, 1)])}


def test_names_in_sentences_of_a_county_are_found_whole_and_nothing_else():
    sentences = [line.partition("|") for line in lines("unsafe.txt")]

    assert len(sentences) == 66
    # Names stand with one space between them; a space inside a name is a part of it.
    assert {text: got for text, _, wanted in sentences if " ".join(got := names(text)) != wanted} == {}


def test_sentences_in_which_nobody_is_named_raise_no_alarm():
    sentences = lines("safe.txt")

    assert len(sentences) == 67
    assert {text: got for text in sentences if (got := names(text))} == {}
