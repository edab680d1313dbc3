"""Hours over several years, some people short of what is required, and one declaration in each state. All invented."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile

from shared.accounts.models import User
from shared.credits.actions import (
    approve_for_office,
    approve_for_unit,
    declare_training,
    enter_event,
    post_hours,
    refuse_declaration,
    withdraw_declaration,
)
from shared.credits.enums import Category, EventKind
from shared.credits.models import CareerEvent, Declaration
from shared.directory.models import Agency, Person

C = Category
# Years ago, month, day of the last day, hours, days, kind, title; who has which follows from her place in the list.
CLASSES = [
    (2, 4, 19, 38, 5, C.OFF_JOB, "知识产权行政执法实务培训班"),
    (2, 9, 27, 30, 4, C.OFF_JOB, "著作权保护与公益诉讼同堂培训班"),
    (2, 11, 8, 24, 3, C.OFF_JOB, "商标法修改专题培训班"),
    (1, 5, 16, 38, 5, C.OFF_JOB, "商业秘密案件证据规则同堂培训班（首期）"),
    (1, 6, 20, 6, 1, C.LECTURE, "专利侵权判定专题讲座"),
    (1, 10, 24, 46, 6, C.OFF_JOB, "知识产权行刑衔接同堂培训班"),
    (1, 12, 12, 20, 3, C.ONLINE_SELF_STUDY, "电子数据取证网络课程（考核通过）"),
    (0, 1, 16, 20, 3, C.OFF_JOB, "地理标志保护专题培训班"),
    (0, 2, 6, 6, 1, C.LECTURE, "标准必要专利专题讲座"),
    (0, 3, 13, 26, 3, C.ONLINE_SELF_STUDY, "商标审查审理指南网络课程（考核通过）"),
    (0, 4, 3, 68, 9, C.OFF_JOB, "知识产权综合保护骨干研修班"),
]
DECLARED = [
    ("submitted", "全国商标业务能力提升研修班", "示例大学知识产权学院", 60),
    ("unit_approved", "长三角专利行政裁决实务研讨", "示例市知识产权保护中心", 90),
    ("posted", "数据知识产权登记试点培训", "示例省知识产权研究院", 120),
    ("refused", "公文写作公益讲座", "示例图书馆", 150),
    ("withdrawn", "知识产权翻译工作坊", "示例翻译协会", 180),
]
PROOF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
xref
0 4
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000053 00000 n\x20
0000000104 00000 n\x20
trailer<</Size 4/Root 1 0 R>>
startxref
171
%%EOF
"""


def seed(world: SimpleNamespace) -> None:
    office = User.objects.get(email="organiser@demo.example")
    for unit in ("I330100", "P330100", "I330000"):
        seed_unit(Agency.objects.get(code=unit), world.today, office)
    prosecutor = Person.objects.get(email="hr-p@demo.example")
    promoted = dt.date(world.today.year, 1, 8)
    if not CareerEvent.objects.filter(person=prosecutor).exists():
        other = User.objects.get(email="organiser-p@demo.example")
        values: dict[str, Any] = {
            "kind": EventKind.SENIOR_PROSECUTOR,
            "happened_on": promoted,
            "document": "示检任〔示例〕3号",
        }
        enter_event(prosecutor, by=other, **values)
    seed_declarations(world.today)


def seed_unit(unit: Agency, today: dt.date, by: User) -> None:
    """The demo accounts and the first dozen people of the unit; every third has everything, the others a part."""
    people = Person.objects.filter(postings__agency=unit, postings__valid_to=None).order_by("email")
    known = people.filter(email__endswith="@demo.example")
    for place, person in enumerate([*known, *people.exclude(pk__in=known)[:12]]):
        for number, (ago, month, day, hours, days, category, title) in enumerate(CLASSES):
            last = dt.date(today.year - ago, month, day)
            if last > today or (place % 3 and (number + place) % 3 == 0):
                continue
            post_hours(
                person,
                hours=Decimal(hours),
                days=Decimal(days),
                category=category,
                source=f"demo:{person.pk}:{last.isoformat()}",
                title=title,
                starts_on=last - dt.timedelta(days=days - 1),
                occurred_on=last,
                by=by,
            )


def seed_declarations(today: dt.date) -> None:
    """One declaration of 林晓 in each state."""
    trainee, hr = Person.objects.get(email="trainee@demo.example"), User.objects.get(email="hr@demo.example")
    office = User.objects.get(email="organiser@demo.example")
    for state, title, organiser, ago in DECLARED:
        if Declaration.objects.filter(person=trainee, title=title).exists():
            continue
        last = today - dt.timedelta(days=ago)
        declaration = declare_training(
            trainee,
            by=trainee.user,
            title=title,
            organiser=organiser,
            place="杭州",
            starts_on=last - dt.timedelta(days=1),
            ends_on=last,
            hours=Decimal(12),
            days=Decimal(2),
            category=Category.OFF_JOB,
            proof=ContentFile(PROOF, "结业证书.pdf"),
            proof_name="结业证书.pdf",
        )
        move_on(declaration, state, trainee.user, hr, office)


def move_on(declaration: Declaration, state: str, own: User | None, hr: User, office: User) -> None:
    if state in {"unit_approved", "posted"}:
        approve_for_unit(declaration, by=hr)
    if state == "posted":
        approve_for_office(declaration, by=office)
    if state == "refused":
        refuse_declaration(declaration, by=hr, reason="讲座与岗位业务无关，且未提供学时证明。")
    if state == "withdrawn":
        withdraw_declaration(declaration, by=own)
