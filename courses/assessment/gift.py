"""Reads GIFT: one question per paragraph, answers between braces."""

import re

from courses.assessment.enums import Kind
from courses.assessment.parsed import Option, Parsed, text_of_html

# Escaped signs leave their place to private-use characters while the marks around them are looked for.
ESCAPES = {"\\" + sign: chr(0xE000 + n) for n, sign in enumerate("~=#{}:\\")} | {"\\n": "\n"}
SIGNS = {chr(0xE000 + n): sign for n, sign in enumerate("~=#{}:\\")}
FORMAT = re.compile(r"^\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
WEIGHT = re.compile(r"^%([^%]*)%")
TRUTH = {"t": True, "true": True, "f": False, "false": False}


def read_gift(text: str) -> list[Parsed]:
    """Every question with the line it begins on."""
    category, questions = "", []
    for line, paragraph in paragraphs(text):
        first, _newline, rest = paragraph.partition("\n")
        names_category = first.startswith("$CATEGORY:")
        if names_category:
            category = first.removeprefix("$CATEGORY:").strip()
        source = rest if names_category else paragraph
        if source.strip():
            parsed = Parsed(line + names_category, category=category)
            read_question(parsed, source)
            questions.append(parsed)
    return questions


def paragraphs(text: str) -> list[tuple[int, str]]:
    """Pieces between empty lines, without comments; the number is the line each begins on."""
    found: list[tuple[int, list[str]]] = []
    is_open = False
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.lstrip().startswith("//"):
            continue
        if not line.strip():
            is_open = False
        elif is_open:
            found[-1][1].append(line)
        else:
            found.append((number, [line]))
            is_open = True
    return [(number, "\n".join(lines)) for number, lines in found]


def read_question(parsed: Parsed, paragraph: str) -> None:
    source = paragraph.strip()
    for escape, stand_in in ESCAPES.items():
        source = source.replace(escape, stand_in)
    if source.startswith("::"):
        name, colons, source = source[2:].partition("::")
        parsed.name = plain(name)
        if not colons:
            parsed.name = ""
            return parsed.refuse("name", "name_not_closed")
    before, brace, rest = source.partition("{")
    answers, closing, after = rest.partition("}")
    parsed.text = before
    if not brace:
        return parsed.refuse("answers", "not_a_question")
    if not closing or "{" in answers or "{" in after or "}" in after:
        return parsed.refuse("answers", "braces_do_not_match")
    if after.strip():  # the answer stands in the middle of the sentence
        before = f"{before.rstrip()} _____ {after.lstrip()}"
    markup = FORMAT.match(before.strip())
    text = before.strip()[markup.end() :] if markup else before
    is_html = bool(markup and markup[1].lower() == "html")
    parsed.text = text_of_html(plain(text), parsed, "text") if is_html else plain(text)
    parsed.name = parsed.name or parsed.text[:40]
    read_answers(parsed, answers.strip(), is_html=is_html)
    return None


def plain(text: str) -> str:
    for stand_in, sign in SIGNS.items():
        text = text.replace(stand_in, sign)
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def read_answers(parsed: Parsed, source: str, *, is_html: bool) -> None:
    source, general, feedback = source.partition("####")
    parsed.feedback = plain(feedback) if general else ""
    source = source.strip()
    if not source:
        parsed.kind = Kind.ESSAY
    elif source.startswith("#"):
        parsed.refuse("answers", "kind_not_taken")
    elif source.split("#")[0].strip().lower() in TRUTH:
        read_truth(parsed, source)
    elif source[0] not in "=~":
        parsed.refuse("answers", "answer_without_sign")
    else:
        read_options(parsed, source, is_html=is_html)


def read_truth(parsed: Parsed, source: str) -> None:
    """`{T#what to say if it was wrong#what to say if it was right}`."""
    word, *said = (part.strip() for part in source.split("#"))
    if len(said) > 2:
        return parsed.refuse("answers", "too_much_feedback")
    right = TRUTH[word.lower()]
    wrong_words, right_words = [*map(plain, said), "", ""][:2]
    parsed.kind = Kind.TRUE_FALSE
    parsed.options = [
        Option("true", 100 if right else 0, right_words if right else wrong_words),
        Option("false", 0 if right else 100, wrong_words if right else right_words),
    ]
    return None


def read_options(parsed: Parsed, source: str, *, is_html: bool) -> None:
    pieces = re.findall(r"([=~])([^=~]*)", source)
    signs = {sign for sign, _text in pieces}
    if any("->" in text for _sign, text in pieces):
        return parsed.refuse("answers", "kind_not_taken")
    parsed.kind = Kind.SHORT if signs == {"="} else Kind.SINGLE if "=" in signs else Kind.MULTIPLE
    for sign, piece in pieces:
        text = piece.strip()
        weight = WEIGHT.match(text)
        fraction = 100.0 if sign == "=" else 0.0
        if weight:
            try:
                fraction = float(weight[1])
            except ValueError:
                return parsed.refuse("answers", "bad_weight")
        words, _hash, feedback = text[weight.end() if weight else 0 :].partition("#")
        shown = text_of_html(plain(words), parsed, "answers") if is_html else plain(words)
        parsed.options.append(Option(shown, fraction, plain(feedback)))
    return None
