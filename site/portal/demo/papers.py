"""Papers of the demo's terms: what each state has brought into the file, signed and issued. Everything is invented."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from exchanges.secondments import actions
from exchanges.secondments.enums import OVER, Paper, Party, State, Step
from exchanges.secondments.enums.papers import BROUGHT_BY, MADE_BY_THE_STEP, NOMINATING, SIGNED_HERE
from exchanges.secondments.models import FiledPaper, PaperRule, Secondment, digest_of_text, text_of
from exchanges.secondments.queries.paper_texts import letter, undertaking
from exchanges.secondments.queries.papers import rules_of
from portal.demo.secondments import TERMS, number
from shared.accounts.models import User
from shared.documents.actions import typeset
from shared.jobs.actions import later
from shared.media.models import digest_of

ENDORSEMENT = "政治素质好，业务能力强，身体健康，经研究同意推荐。"
SCAN = {
    "kind": "letter",
    "issuers": ["示例单位"],
    "number": "示例〔2026〕1号",
    "title": "任期材料扫描件（示例）",
    "addressees": [],
    "paragraphs": [{"text": "本文件为演示数据，内容均为虚构。"}],
    "issued_on": "2026-01-05",
}


@transaction.atomic
def seed(world: Any) -> None:
    if FiledPaper.objects.exists():
        return
    pdf = typeset("documents/official", SCAN)
    officers = {
        Party.HOME: User.objects.get(email="hr@demo.example"),
        Party.HOST: User.objects.get(email="host@demo.example"),
    }
    numbers = [number(index) for index in range(len(TERMS))]
    for secondment in Secondment.objects.filter(number__in=numbers).exclude(person=None).with_parties():
        fill(secondment, world.today, officers, pdf)
    agree(Secondment.objects.with_parties().get(number=numbers[-1]), by=officers[Party.HOST])


def agree(secondment: Secondment, *, by: User) -> None:
    """The agreement of the last term is drawn up; the host has signed, for the person too, who has no account."""
    row = actions.draw_up_agreement(secondment, side=Party.HOST, by=by)
    for side in (Party.HOST, Party.PERSON):
        actions.sign_agreement(row, side=side, seen=row.digest, by=by)


def fill(secondment: Secondment, today: dt.date, officers: dict[Any, User], pdf: bytes) -> None:
    """The papers of every step that the term has taken."""
    for rule in rules_of(secondment):
        if rule.paper in BROUGHT_BY and rule.paper not in MADE_BY_THE_STEP and is_past(secondment, rule):
            bring(secondment, rule.paper, day_of(secondment, rule, today), officers, pdf)
        elif rule.paper in SIGNED_HERE and secondment.pledge_signed_on:
            sign(secondment, rule, officers[Party.HOST], min(secondment.pledge_signed_on, today))
        elif rule.paper == Paper.LETTER and secondment.letter_number:
            issue(secondment, officers[Party.HOST])
    if secondment.number == number(0):
        until = {"title": "检察工作网账号授权书", "valid_until": today + dt.timedelta(days=20)}
        bring(secondment, Paper.OTHER, today - dt.timedelta(days=70), officers, pdf, **until)


def is_past(secondment: Secondment, rule: PaperRule) -> bool:
    """Whether the step that needs the paper has been taken."""
    past: dict[str, Any] = {
        Step.RECOMMEND: True,
        Step.DECIDE: secondment.host_decided_on,
        Step.SIGN: secondment.home_signed_on,
        Step.AGREE: False,
    }
    return bool(past.get(rule.step, secondment.state in {State.ACTIVE, *OVER}))


def day_of(secondment: Secondment, rule: PaperRule, today: dt.date) -> dt.date:
    before = 45 if rule.paper in NOMINATING else 20
    return min(secondment.starts_on, today) - dt.timedelta(days=before)


def moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def bring(secondment: Secondment, paper: str, day: dt.date, officers: dict[Any, User], pdf: bytes, **said: Any) -> None:
    side = sorted(BROUGHT_BY[paper])[0]
    row = FiledPaper(
        secondment=secondment,
        paper=paper,
        side=side,
        given_by=officers[Party(side)],
        given_at=moment(day),
        file_name=f"{Paper(paper).label}（示例）.pdf",
        note=ENDORSEMENT if paper in NOMINATING else "",
        digest=digest_of(ContentFile(pdf)),
        **said,
    )
    row.file.save("scan.pdf", ContentFile(pdf), save=False)
    row.save()


def sign(secondment: Secondment, rule: PaperRule, host: User, day: dt.date) -> None:
    content = undertaking(secondment, rule)
    FiledPaper.objects.create(
        secondment=secondment,
        paper=rule.paper,
        side=Party.PERSON,
        title=content["title"],
        content=content,
        digest=digest_of_text(text_of(content)),
        given_by=secondment.person.user or host,  # type: ignore[union-attr]
        given_at=moment(day),
    )


def issue(secondment: Secondment, host: User) -> None:
    content = letter(
        secondment, number=secondment.letter_number, on=secondment.letter_issued_on or secondment.starts_on
    )
    row = FiledPaper.objects.create(
        secondment=secondment,
        paper=Paper.LETTER,
        side=Party.HOST,
        title=content["title"],
        number=content["number"],
        content=content,
        digest=digest_of_text(text_of(content)),
        given_by=host,
        given_at=moment(secondment.letter_issued_on or secondment.starts_on),
    )
    later("secondments.typeset_paper", paper_id=row.pk)
