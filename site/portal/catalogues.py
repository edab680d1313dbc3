"""Message catalogues, one per app, read and written without gettext on the machine."""

import ast
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
KEYWORDS: dict = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Neither date nor line number nor author: two branches that add different sentences merge without a conflict.
HEADER = f"""\
msgid ""
msgstr ""
"Language: {LOCALE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
STRING = r"""[uU]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# What Django's templatize leaves of a template: calls with literal strings between rows of X.
CALL = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)\s*(?:,\s*count\s*)?\)"
)
PLACE = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")

type Key = tuple[str, str]  # context ("" for none), sentence


def our_apps(names: Iterable[str] = ()) -> list[AppConfig]:
    """The project's own apps, or those among them that `names` gives by name or label; unknown: LookupError."""
    ours = [config for config in apps.get_app_configs() if config.name in settings.OUR_APPS]
    wanted = list(names)
    for name in wanted:
        if not any(name in {c.name, c.label, c.name.rpartition(".")[2]} for c in ours):
            raise LookupError(f"{name} is none of this project's apps.")
    return [c for c in ours if not wanted or {c.name, c.label, c.name.rpartition(".")[2]} & set(wanted)]


def po_path(app: AppConfig) -> Path:
    return Path(app.path) / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def sources(app: AppConfig) -> Iterator[Path]:
    """The app's Python files and templates (a template may be HTML or the text of an e-mail)."""
    root = Path(app.path)
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if "migrations" in inside or "static" in inside or "locale" in inside:
            continue
        if path.suffix == ".py" or ("templates" in inside and path.suffix in {".html", ".txt", ".xml"}):
            yield path


def messages_in_python(path: Path) -> Iterator[tuple[Key, str]]:
    with path.open("rb") as file:
        for _line, words, _comments, context in extract("python", file, KEYWORDS, options={"encoding": "utf-8"}):
            first, plural = words if isinstance(words, tuple) else (words, "")
            yield (context or "", str(first)), str(plural)


def messages_in_template(path: Path) -> Iterator[tuple[Key, str]]:
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        words = list(ast.literal_eval(f"({call[2]},)"))
        context = words.pop(0) if call[1] in {"pgettext", "npgettext"} else ""
        yield (context, words[0]), words[1] if len(words) > 1 else ""


def extracted(app: AppConfig) -> dict[Key, str]:
    """Every sentence of the app, with its plural form or ''."""
    found: dict[Key, str] = {}
    for path in sources(app):
        reader = messages_in_python if path.suffix == ".py" else messages_in_template
        for key, plural in reader(path):
            if key[1]:
                found[key] = plural or found.get(key, "")
    return found


def stored(app: AppConfig) -> dict[Key, Message]:
    path = po_path(app)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=LOCALE, abort_invalid=True)
    return {(m.context or "", singular(m.id)): m for m in catalogue if m.id}


def singular(words: str | tuple[str, ...] | list[str]) -> str:
    return words if isinstance(words, str) else words[0]


def translation(message: Message | None) -> str:
    """The one Chinese form: Chinese has no plural."""
    if message is None or message.fuzzy:
        return ""
    return message.string if isinstance(message.string, str) else (message.string[0] if message.string else "")


def update(app: AppConfig) -> tuple[int, int]:
    """Rewrite the app's catalogue: new sentences in, unused ones out, translations kept; return (all, empty)."""
    known = stored(app)
    catalogue = Catalog(locale=LOCALE)
    empty = 0
    for (context, sentence), plural in extracted(app).items():
        text = translation(known.get((context, sentence)))
        empty += not text
        words = (sentence, plural) if plural else sentence
        catalogue.add(words, (text,) if plural else text, context=context or None)
    count = len(catalogue)
    path = po_path(app)
    if not count:
        path.unlink(missing_ok=True)
        return 0, 0
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + buffer.getvalue().decode().strip("\n") + "\n", encoding="utf-8")
    return count, empty


def compile_catalogue(app: AppConfig, *, force: bool = False) -> bool:
    """Write the .mo beside the .po where it is older; several processes may do so at once."""
    path = po_path(app)
    target = path.with_suffix(".mo")
    if not path.exists():
        target.unlink(missing_ok=True)
        return False
    if not force and target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return False
    with path.open("rb") as file:
        catalogue = read_po(file, locale=LOCALE, abort_invalid=True)
    # A name of its own and a rename: no process ever reads half a file.
    draft = target.with_name(f".{target.name}.{id(catalogue):x}")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)
    return True


def faults(app: AppConfig) -> list[str]:
    """What keeps the app from being completely in Chinese, one sentence each."""
    known, found = stored(app), []
    for key, plural in sorted(extracted(app).items()):
        message, sentence = known.get(key), key[1]
        text = translation(message)
        if message is not None and message.fuzzy:
            found.append(f"{app.name}: fuzzy: {sentence!r}")
        elif not text:
            found.append(f"{app.name}: not translated: {sentence!r}")
        elif set(PLACE.findall(text)) - set(PLACE.findall(plural or sentence)) or set(
            PLACE.findall(plural or sentence)
        ) - set(PLACE.findall(text)):
            found.append(f"{app.name}: places differ: {sentence!r} → {text!r}")
    return found


def conflicts(chosen: Iterable[AppConfig]) -> list[str]:
    """Sentences that two of our apps translate differently: Django would show one of them everywhere."""
    seen: dict[Key, tuple[str, str]] = {}
    found = []
    for app in chosen:
        for key, message in stored(app).items():
            text = translation(message)
            name, other = seen.setdefault(key, (app.name, text))
            if text and other and text != other:
                found.append(f"{app.name} and {name}: {key[1]!r} is both {text!r} and {other!r} (use pgettext)")
    return found
