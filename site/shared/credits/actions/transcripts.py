from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, record
from shared.credits.models import Transcript
from shared.credits.queries import Standing, ledger_years, plain, reached_words, required_words, standings
from shared.directory.models import Person, Posting
from shared.documents.actions import typeset
from shared.documents.numbers import document_number, next_number

LABELS = {"credits.transcript.issue": gettext_lazy("Transcript of hours issued")}


@transaction.atomic
def issue_transcript(person: Person, *, first_year: int, last_year: int, by: Any) -> Transcript:
    """Typeset a numbered extract of the ledger, for the person herself or by her training office.

    Raises MissingGlyphsError where no font has a character; no number is lost then.
    """
    if last_year < first_year:
        raise NotAllowedNow(_("The last year lies before the first year."))
    posting = Posting.objects.valid_on().filter(person=person).select_related("agency").first()
    if posting is None:
        raise NotAllowedNow(_("Without a posting today there is no unit that stands for the extract."))
    agency, today = posting.agency, timezone.localdate()
    number = next_number(f"credits-transcript:{agency.code}:{today.year}")
    transcript = Transcript(
        person=person,
        agency=agency,
        number=document_number(f"{agency.code}-XS", today.year, number),
        first_year=first_year,
        last_year=last_year,
        issued_on=today,
        issued_by=by,
        by_office=by.pk != person.user_id,
    )
    pdf = typeset("credits/transcript", transcript_data(transcript, posting))
    transcript.file.save(f"{agency.code}-{today.year}-{number}.pdf", ContentFile(pdf), save=False)
    transcript.save()
    record("credits.transcript.issue", transcript, by=by, document=transcript.number, person=person.pk)
    return transcript


def transcript_data(transcript: Transcript, posting: Posting) -> dict[str, Any]:
    """Everything the paper says, as ready-made text."""
    person, years = transcript.person, (transcript.first_year, transcript.last_year)
    return {
        "number": transcript.number,
        "name": person.name,
        "agency": transcript.agency.name,
        "department": posting.department,
        "rank": posting.rank,
        "first_year": str(years[0]),
        "last_year": str(years[1]),
        "issued_on": transcript.issued_on.isoformat(),
        "by_office": transcript.by_office,
        "years": [year_data(year) for year in ledger_years(person, *years)],
        "standings": [standing_data(s) for s in standings(person)],
    }


def year_data(year: Any) -> dict[str, Any]:
    groups = [
        {
            "label": str(group.label),
            "hours": plain(group.hours),
            "days": plain(group.days),
            "entries": [entry_data(entry) for entry in group.entries],
        }
        for group in year.groups
    ]
    return {"year": str(year.year), "hours": plain(year.hours), "days": plain(year.days), "groups": groups}


def entry_data(entry: Any) -> dict[str, str]:
    return {
        "day": entry.occurred_on.isoformat(),
        "title": entry.title,
        "evidence": str(entry.get_evidence_display()),
        "hours": plain(entry.hours),
        "days": plain(entry.days),
        "policy": entry.policy.label,
    }


def standing_data(standing: Standing) -> dict[str, Any]:
    return {
        "label": standing.requirement.label,
        "first": standing.first.isoformat(),
        "last": standing.last.isoformat(),
        "required": required_words(standing),
        "reached": reached_words(standing),
        "met": standing.is_met,
    }
