"""What the papers say that are signed or issued here: in the language of the office, whoever reads them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from exchanges.secondments.enums import Paper, Party
from exchanges.secondments.models import FiledPaper, PaperRule, Secondment, digest_of_text, text_of


def facts_of(secondment: Secondment) -> dict[str, str]:
    return {
        "person": secondment.person.name if secondment.person else "",
        "home": secondment.home_org.name,
        "host": secondment.host_org.name,
        "kind": str(secondment.get_kind_display()),
        "position": secondment.position,
        "starts_on": date_format(secondment.starts_on, "DATE_FORMAT"),
        "ends_on": date_format(secondment.ends_on, "DATE_FORMAT"),
        "reason": str(secondment.get_termination_reason_display()),
        "ended_on": date_format(secondment.last_day, "DATE_FORMAT"),
    }


def numbered(lines: list[str]) -> list[dict[str, Any]]:
    return [{"text": f"{number}. {line}"} for number, line in enumerate(lines, start=1)]


def pledge_clauses() -> list[str]:
    return [
        _("I act under the guidance of a prosecutor or of the head of the host unit and take no decision of theirs."),
        _("I keep the discipline and the working rules of the host unit and perform the duties of the post."),
        _(
            "I step back from every matter that concerns my home unit, my relatives or my own interest, and say so "
            "before I am asked."
        ),
        _("I use what I learn and what I am entrusted with for the duties of this term only."),
        _("I take part in the appraisal of the term and hand over everything when it ends."),
    ]


def secrecy_clauses() -> list[str]:
    return [
        _("I keep state secrets, work secrets, trade secrets and personal information that I learn during the term."),
        _("I neither copy nor photograph nor take along nor forward material of a case, and keep none on own devices."),
        _("I speak of cases to nobody who is not entitled to know, and publish nothing about them."),
        _("I report a loss or a leak to the host unit at once."),
        _("I return all material at the end of the term. The duty of secrecy lasts beyond it."),
    ]


def undertaking(secondment: Secondment, rule: PaperRule) -> dict[str, Any]:
    """The pledge or the secrecy undertaking as the person reads and signs it."""
    with override(settings.LANGUAGE_CODE):
        facts = facts_of(secondment)
        opening = _(
            "I, %(person)s of %(home)s, serve at %(host)s as %(kind)s, “%(position)s”, from %(starts_on)s to "
            "%(ends_on)s, and undertake:"
        )
        clauses = rule.clauses or (secrecy_clauses() if rule.paper == Paper.SECRECY else pledge_clauses())
        return {
            "title": str(Paper(rule.paper).label),
            "paragraphs": [{"text": opening % facts}, *numbered(clauses)],
        }


def seal_of(contents: list[dict[str, Any]]) -> str:
    """One number for all the texts of a page: it tells whether what is signed is what was read."""
    return digest_of_text("\n\n".join(text_of(content) for content in contents))


def letter(secondment: Secondment, *, number: str, on: dt.date) -> dict[str, Any]:
    """The letter of appointment of both units."""
    with override(settings.LANGUAGE_CODE):
        facts = facts_of(secondment)
        lines = [
            _("%(home)s recommends you, %(host)s has examined and decided, and you have consented."),
            _("You are appointed %(kind)s of %(host)s for the post “%(position)s”, from %(starts_on)s to %(ends_on)s."),
            _("You serve under the guidance of the host unit and keep its discipline and its secrets, as pledged."),
            _("The letter ends with the term, unless both units agree on a renewal before its last day."),
        ]
        return {
            "kind": "letter",
            "issuers": [facts["host"], facts["home"]],
            "number": number,
            "title": str(pgettext("paper", "letter of appointment")),
            "addressees": [_("To %(person)s") % facts],
            "paragraphs": [{"text": line % facts} for line in lines],
            "issued_on": on.isoformat(),
        }


def dismissal(secondment: Secondment, *, number: str, on: dt.date) -> dict[str, Any]:
    """The host's decision to end an appointment before its last day."""
    with override(settings.LANGUAGE_CODE):
        facts = facts_of(secondment)
        lines = [
            _("The appointment of %(person)s as %(kind)s, “%(position)s”, ends on %(ended_on)s. Reason: %(reason)s."),
            _("The letter of appointment loses its force on that day; the duty of secrecy remains."),
        ]
        return {
            "kind": "document",
            "issuers": [facts["host"]],
            "number": number,
            "title": _("Decision to end the appointment of %(person)s") % facts,
            "addressees": [facts["home"]],
            "paragraphs": [{"text": line % facts} for line in lines],
            "issued_on": on.isoformat(),
            "copies": [facts["person"]],
        }


def appraisal_form(secondment: Secondment, *, period: str) -> dict[str, Any]:
    """What both units have written about a period, and the result."""
    with override(settings.LANGUAGE_CODE):
        facts = {**facts_of(secondment), "period": period}
        written = [
            _("%(unit)s: %(grade)s. %(opinion)s")
            % {"unit": row.by_agency.name, "grade": row.get_grade_display(), "opinion": row.opinion}
            for row in secondment.appraisals.filter(period=period).select_related("by_agency").order_by("pk")
        ]
        merged = secondment.appraisal_rounds.filter(period=period, closed_on__isnull=False).first()
        if merged:
            written.append(_("Merged result: %(grade)s.") % {"grade": merged.get_grade_display()})
        opening = _("%(person)s, %(kind)s at %(host)s, “%(position)s”. Appraisal period: %(period)s.") % facts
        return {
            "title": _("%(form)s (%(period)s)") % {"form": Paper.APPRAISAL_FORM.label, "period": period},
            "paragraphs": [{"text": text.strip()} for text in (opening, *written)],
        }


def agreement(secondment: Secondment, *, number: str) -> dict[str, Any]:
    """The tripartite agreement, from the record of the term."""
    with override(settings.LANGUAGE_CODE):
        facts = facts_of(secondment)
        parts = [
            (
                pgettext("of an agreement", "Parties"),
                [_("Home unit: %(home)s. Host unit: %(host)s. Person: %(person)s.")],
            ),
            (_("Post and term"), [_("%(kind)s, post “%(position)s”, from %(starts_on)s to %(ends_on)s.")]),
            (
                _("Duties"),
                [secondment.duties.replace("%", "%%") or _("The duties of the post, as the host lays down.")],
            ),
            (
                _("Legal basis"),
                [
                    secondment.legal_basis.replace("%", "%%")
                    or _("The agreements of both units and the rules in force.")
                ],
            ),
            (_("Personnel relation and pay"), pay_clauses()),
            (_("Guidance, appraisal and discipline"), guidance_clauses()),
            (_("Secrecy and recusal"), secrecy_and_recusal()),
            (_("Change and end"), ending_clauses()),
        ]
        return {
            "kind": "document",
            "issuers": [facts["home"], facts["host"]],
            "number": number,
            "title": _("Tripartite agreement on the secondment of %(person)s") % facts,
            "addressees": [],
            "paragraphs": [
                item
                for at, (heading, lines) in enumerate(parts)
                for item in ({"text": f"{DIGITS[at]}、{heading}", "level": 1}, *({"text": x % facts} for x in lines))
            ],
        }


DIGITS = "一二三四五六七八九十"


def pay_clauses() -> list[str]:
    return [
        _("The personnel relation stays with the home unit, which bears pay, insurance and welfare as before."),
        _("The host unit provides for the work and bears its costs."),
    ]


def guidance_clauses() -> list[str]:
    return [
        _("The person works under the guidance of the host unit and keeps its discipline."),
        _("Both units appraise the term; the result goes into the personnel file."),
    ]


def secrecy_and_recusal() -> list[str]:
    return [
        _("The person keeps the secrets that she learns during the term, and goes on keeping them after it."),
        _("She steps back from every matter of the home unit, of her relatives or of her own interest."),
    ]


def ending_clauses() -> list[str]:
    return [
        _("A change of the term needs both units before the last day. The host ends it early with the home informed."),
        _("The agreement takes effect when all three parties have signed this text."),
    ]


def fits(row: FiledPaper, secondment: Secondment) -> bool:
    """Whether the agreement still says what the record of the term says; a scan brought by a unit always does."""
    if row.paper != Paper.TRIPARTITE or row.content is None:
        return True
    return row.digest == digest_of_text(text_of(agreement(secondment, number=row.number)))


def printed(row: FiledPaper) -> dict[str, Any]:
    """What goes on paper: of an agreement also who has signed its text, and when."""
    content = row.content or {}
    if row.paper != Paper.TRIPARTITE:
        return content
    with override(settings.LANGUAGE_CODE):
        signed = list(row.signatures.select_related("signed_by", "signed_for"))
        record = [{"text": signed_line(signature)} for signature in signed]
        heading = {"text": f"{DIGITS[8]}、" + _("Signatures on record"), "level": 1}
        digest = {"text": _("SHA-256 of the signed text: %(digest)s") % {"digest": row.digest}}
        last = timezone.localtime(signed[-1].signed_at if signed else row.given_at).date()
    return {**content, "paragraphs": [*content["paragraphs"], heading, *record, digest], "issued_on": last.isoformat()}


def signed_line(signature: Any) -> str:
    """Who has signed and when; of a signature by hand whose it is, and who has recorded it."""
    words = (
        _("%(party)s: signed on paper by %(person)s, recorded by %(name)s at %(time)s.")
        if signature.is_on_paper
        else _("%(party)s: signed by %(name)s at %(time)s.")
    )
    return words % {
        "party": Party(signature.side).label,
        "person": signature.paper.secondment.person.name,
        "name": signer(signature),
        "time": date_format(timezone.localtime(signature.signed_at), "Y-m-d H:i"),
    }


def signer(signature: Any) -> str:
    name = signature.signed_by.name if signature.signed_by else ""
    if signature.signed_for is None:
        return name
    return _("%(name)s for %(absent)s") % {"name": name, "absent": signature.signed_for.name}
