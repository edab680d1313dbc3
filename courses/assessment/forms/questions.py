"""A question as its author edits it: every refusal says what is wrong and what to do."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.assessment.actions import Written
from courses.assessment.enums import CHOSEN, Kind
from courses.assessment.forms.answers import AnswerForm
from courses.assessment.importers import content_of
from courses.assessment.models import Question, QuestionVersion
from courses.assessment.parsed import LONGEST_ANSWER as LONGEST_OPTION
from courses.assessment.parsed import (
    LONGEST_CATEGORY,
    LONGEST_NAME,
    LONGEST_TAG,
    LONGEST_TEXT,
    Option,
    Parsed,
    check_all,
    in_one_line,
)
from courses.assessment.queries import Item

SENTENCES = {
    "control_character": _("The question holds control characters, which cannot be kept. Type these places anew."),
    "empty_answer": _("One row has a share or feedback but no answer: write the answer, or empty the row."),
    "answer_twice": _("“%(twice)s” stands there twice. Take one of them out."),
    "too_few_answers": _("A choice needs at least two answers."),
    "no_answers": _("Write at least one answer that is accepted."),
    "no_right_answer": _("No answer is right. Give the right one 100 percent; several right ones share 100."),
    "weights_not_whole": _("The right answers make %(sum)s percent together. They have to make 100."),
    "too_long": _("A text is longer than it may be. Shorten it."),
    "missing_text": _("Write the question."),
    "missing_name": _("Give the question a name."),
}
MOST_OPTIONS, SPARE_ROWS, FIRST_ROWS = 20, 3, 6
TRUTHS = [("true", pgettext_lazy("of a statement", "right")), ("false", pgettext_lazy("of a statement", "wrong"))]


def area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 20, **attributes})


class OptionForm(forms.Form):
    """One answer on offer, or one that is accepted; an empty row is none."""

    text = forms.CharField(
        label=pgettext_lazy("of a question", "Answer"), max_length=LONGEST_OPTION, required=False, widget=area(2)
    )
    fraction = forms.FloatField(
        label=_("Share in percent"),
        min_value=-100,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
        error_messages={
            "min_value": _("A share lies between -100 and 100 percent."),
            "max_value": _("A share lies between -100 and 100 percent."),
        },
    )
    feedback = forms.CharField(label=_("Feedback on it"), max_length=LONGEST_TEXT, required=False, widget=area(2))

    def option(self) -> Option | None:
        text, fraction, feedback = (self.cleaned_data.get(name) for name in ("text", "fraction", "feedback"))
        if not text and not feedback and not fraction:
            return None
        return Option(text or "", fraction or 0.0, feedback or "")


OptionSet = forms.formset_factory(OptionForm, extra=0, max_num=MOST_OPTIONS, absolute_max=MOST_OPTIONS)


class QuestionForm(forms.Form):
    """`seen` is the version that was on the page: nobody overwrites what somebody else has saved meanwhile."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    name = forms.CharField(label=pgettext_lazy("of a question", "Name"), max_length=LONGEST_NAME)
    category = forms.CharField(label=_("Category"), max_length=LONGEST_CATEGORY, required=False)
    tags = forms.CharField(
        label=_("Tags"), max_length=300, required=False, help_text=_("Several are separated by commas.")
    )
    text = forms.CharField(label=_("Question"), max_length=LONGEST_TEXT, widget=area(4))
    right = forms.ChoiceField(label=_("The statement is"), choices=TRUTHS, widget=forms.RadioSelect)
    said_true = forms.CharField(label=_("Feedback on “right”"), max_length=LONGEST_TEXT, required=False, widget=area(2))
    said_false = forms.CharField(
        label=_("Feedback on “wrong”"), max_length=LONGEST_TEXT, required=False, widget=area(2)
    )
    is_case_sensitive = forms.BooleanField(label=_("Capitals and small letters differ"), required=False)
    feedback = forms.CharField(
        label=_("Feedback on the question"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=area(3),
        help_text=_("Shown to everybody after handing in."),
    )
    hint = forms.CharField(label=_("Hints for marking"), max_length=LONGEST_TEXT, required=False, widget=area(3))

    KINDS = {
        "right": Kind.TRUE_FALSE,
        "said_true": Kind.TRUE_FALSE,
        "said_false": Kind.TRUE_FALSE,
        "is_case_sensitive": Kind.SHORT,
        "hint": Kind.ESSAY,
    }  # the fields that only one kind has

    def __init__(self, data: Any = None, *, kind: str, question: Question | None = None) -> None:
        self.kind, self.question = Kind(kind), question
        self.version = question.current if question else None
        super().__init__(data, initial=facts_of(question) if question else None)
        for name, only in self.KINDS.items():
            if only != self.kind:
                del self.fields[name]
        self.rows = OptionSet(data, initial=self.initial_rows(), prefix="o") if self.has_rows else None

    @property
    def has_rows(self) -> bool:
        return self.kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.SHORT}

    def initial_rows(self) -> list[dict[str, Any]]:
        """What is there, and a few empty rows: more come with every saving, without JavaScript as well."""
        is_fixed = self.version is None or self.version.kind == Kind.TRUE_FALSE
        there = [] if is_fixed or self.version is None else self.version.options
        rows = [{**option, "fraction": f"{option['fraction']:.10g}"} for option in there]
        return [*rows, *[{}] * max(min(SPARE_ROWS, MOST_OPTIONS - len(rows)), FIRST_ROWS - len(rows))]

    def clean(self) -> dict[str, Any]:
        if self.rows is not None and not self.rows.is_valid():
            raise forms.ValidationError(_("Look at the answers: one of them cannot be kept as it is."))
        if not self.errors:
            self.parsed = self.read()
            check_all([self.parsed])
            for sentence in sentences(self.parsed):
                self.add_error(None, sentence)
        return self.cleaned_data

    def read(self) -> Parsed:
        """What was typed, as if it stood in a file: the same rules hold for both."""
        given = self.cleaned_data
        tags = given["tags"].replace("，", ",").replace("、", ",").split(",")
        return Parsed(
            0,
            name=given["name"],
            kind=self.kind,
            text=given["text"],
            feedback=given["feedback"],
            options=self.options(),
            tags=[tag[:LONGEST_TAG] for tag in tags],
            is_case_sensitive=given.get("is_case_sensitive"),
            hint=given.get("hint"),
        )

    def options(self) -> list[Option]:
        given = self.cleaned_data
        if self.kind == Kind.TRUE_FALSE:
            return [Option(word, 100.0 * (given["right"] == word), given[f"said_{word}"]) for word, _label in TRUTHS]
        return [option for row in self.rows or [] if (option := row.option())]

    def written(self) -> Written:
        content = content_of(self.parsed, self.version)
        category = in_one_line(self.cleaned_data["category"])
        return Written(self.parsed.name, category, self.parsed.tags, content)

    def preview(self) -> AnswerForm:
        content = content_of(self.parsed, self.version)
        return preview_of(QuestionVersion(number=0, **content))


def facts_of(question: Question) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    facts: dict[str, Any] = {"name": question.name, "category": question.category, "tags": ", ".join(question.tags)}
    version = question.current
    if version is None:
        return facts
    names = ("text", "feedback", "hint", "is_case_sensitive")
    facts |= {"seen": version.number, **{name: getattr(version, name) for name in names}}
    if version.kind == Kind.TRUE_FALSE:
        for option in version.options:
            facts[f"said_{option['text']}"] = option["feedback"]
            if option["fraction"] > 0:
                facts["right"] = option["text"]
    return facts


def sentences(parsed: Parsed) -> Iterable[str]:
    """What is wrong, in sentences; two short answers that are the same leave open which one counts."""
    texts = [option.text for option in parsed.options]
    twice = next((text for text in texts if text and texts.count(text) > 1), "")
    codes = list(dict.fromkeys(code for _part, code in parsed.faults))
    if twice and "answer_twice" not in codes:
        codes.append("answer_twice")
    right = sum(option.fraction for option in parsed.options if option.fraction > 0)
    return [str(SENTENCES[code]) % {"twice": twice, "sum": f"{right:.10g}"} for code in codes]


def preview_of(version: QuestionVersion) -> AnswerForm:
    """The question as a learner meets it; here it is answered by nobody."""
    options = version.options if version.kind in CHOSEN else []
    item = Item(0, version, [(place, option["text"]) for place, option in enumerate(options)], [])
    return AnswerForm(item=item, auto_id="preview-%s")


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("of a question", "Kind"), choices=Kind.choices)
