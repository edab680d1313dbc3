"""Reads and writes GIFT: one question per paragraph, answers between braces."""

import re
from collections.abc import Iterable

from courses.assessment.enums import Kind
from courses.assessment.parsed import STAND_INS, Option, Parsed, text_of_html, tidy

# Escaped signs leave their place to characters that are none while the marks around them are looked for. The escaped
# arrow is ours: without it no typed answer could hold "->", which means a pair to be matched.
SIGNS = dict(zip(STAND_INS, "~=#{}:\\>", strict=True))
ESCAPES = {"\\" + sign: stand_in for stand_in, sign in SIGNS.items()} | {"\\n": "\n"}
ESCAPED = re.compile(r"\\[~=#{}:\\>n]")
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
    if any(stand_in in paragraph for stand_in in SIGNS):
        return parsed.refuse("text", "control_character")
    source = ESCAPED.sub(lambda found: ESCAPES[found[0]], paragraph.strip())
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
    return tidy(text)


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
    if signs == {"="} and any("->" in text for _sign, text in pieces):
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


# --- writing ---------------------------------------------------------------------------------------------------------


def write_gift(questions: Iterable[Parsed]) -> str:
    """One line to a question, so that no line begins like a formula; `[plain]` keeps every reader from reading HTML."""
    lines, category = [], ""
    for parsed in questions:
        if parsed.category != category:
            category = parsed.category
            lines += [f"$CATEGORY: {category}", ""]
        feedback = f"####{escaped(parsed.feedback)}" if parsed.feedback else ""
        name, text = escaped(parsed.name), escaped(parsed.text)
        lines += [f"::{name}::[plain]{text}{{{' '.join(written_answers(parsed))}{feedback}}}", ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", text).replace("->", "-\\>").replace("\n", "\\n")


def written_answers(parsed: Parsed) -> list[str]:
    if parsed.kind == Kind.TRUE_FALSE:
        return [written_truth(*parsed.options)]
    # A single choice is told by its one "=", even where several answers count in full.
    best = max(parsed.options, key=lambda option: option.fraction, default=None)
    return [
        written_option(o, "=" if parsed.kind == Kind.SHORT or is_single_best(parsed, o, best) else "~")
        for o in parsed.options
    ]


def is_single_best(parsed: Parsed, option: Option, best: Option | None) -> bool:
    return parsed.kind == Kind.SINGLE and option is best


def written_truth(true: Option, false: Option) -> str:
    right, wrong = (true, false) if true.fraction > false.fraction else (false, true)
    said = [escaped(wrong.feedback), escaped(right.feedback)]
    while said and not said[-1]:
        said.pop()
    return "#".join(["T" if right is true else "F", *said])


def written_option(option: Option, sign: str) -> str:
    text, usual = escaped(option.text), 100 if sign == "=" else 0
    weight = f"%{option.fraction:.10g}%" if option.fraction != usual or text.startswith("%") else ""
    return f"{sign}{weight}{text}" + (f"#{escaped(option.feedback)}" if option.feedback else "")
