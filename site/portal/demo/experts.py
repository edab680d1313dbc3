"""The register of experts of both systems in Zhejiang: pools, members, proofs, recommendations. All invented."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from portal.demo.credits import PROOF
from shared.accounts.models import User
from shared.directory.models import Agency, Person
from shared.directory.names import search_key
from shared.experts import actions
from shared.experts.enums import Origin, PoolKind, QualificationKind, TitleLevel, Visibility
from shared.experts.models import Expert, Pool, ResearchBase, TechnicalField

IP, PROC = "I330000", "P330000"
KEEPERS = {IP: "pool", PROC: "pool-p"}
SENIOR, ASSOCIATE, MIDDLE = TitleLevel.SENIOR, TitleLevel.ASSOCIATE, TitleLevel.INTERMEDIATE
PUBLIC, BOTH, OWN = Visibility.PUBLIC, Visibility.BOTH, Visibility.OWN
# key, agency, name, what for, qualification asked for
POOLS = [
    ("advice", IP, "浙江省知识产权专家咨询库", PoolKind.CONSULTATION, ""),
    ("inquiry", IP, "浙江省知识产权技术调查官名录库", PoolKind.INVESTIGATOR, QualificationKind.TRAINING),
    ("lecture", IP, "浙江省知识产权培训师资库", PoolKind.LECTURER, ""),
    ("advice-p", PROC, "浙江检察知识产权专家咨询库", PoolKind.CONSULTATION, ""),
    ("lecture-p", PROC, "浙江检察知识产权师资库", PoolKind.LECTURER, ""),
    ("appraisal-p", PROC, "浙江检察知识产权鉴定人名录库", PoolKind.APPRAISER, QualificationKind.APPRAISER),
]
BASES = [
    (PROC, "浙江知识产权检察研究基地", "示例大学法学院", "商业秘密刑事保护、电子数据证据"),
    (IP, "浙江知识产权行政保护研究基地", "示例知识产权研究院", "专利侵权判定、行刑衔接"),
]
# name or account, organisation, title, level, fields, specialities, visibility, pools; kept by the office above them
OF_IP = [
    ("钟毅恒", "示例理工大学", "教授", SENIOR, "mechanics materials", "齿轮传动，F16H", PUBLIC, "advice inquiry"),
    (
        "贺若琳",
        "示例专利审查协作中心",
        "高级工程师",
        ASSOCIATE,
        "communication electronics",
        "无线通信，H04W",
        BOTH,
        "inquiry",
    ),
    ("孟启航", "示例微电子研究院", "研究员", SENIOR, "electronics optics", "半导体器件，H01L", BOTH, "inquiry"),
    (
        "葛静姝",
        "示例检验检测研究院",
        "正高级工程师",
        SENIOR,
        "chemistry materials",
        "高分子组合物，C08L",
        PUBLIC,
        "advice",
    ),
    ("宋知远", "示例医学院附属医院", "主任医师", SENIOR, "medicine biology", "药物制剂，A61K", OWN, "advice"),
    ("assistant", "", "", "", "trademark evidence", "商标近似判断", BOTH, "lecture"),
    ("organiser", "", "", "", "trade_secret evidence", "行政查处中的取证", BOTH, "lecture advice"),
]
OF_PROC = [
    ("章文博", "示例大学法学院", "教授", SENIOR, "trade_secret evidence", "秘点比对", PUBLIC, "advice-p lecture-p"),
    ("顾平舟", "示例电子数据司法鉴定中心", "高级工程师", ASSOCIATE, "computing", "G06F", BOTH, "appraisal-p"),
    ("司徒岚", "示例软件行业协会", "高级工程师", ASSOCIATE, "computing copyright", "开源许可证", BOTH, "advice-p"),
    ("叶知秋", "示例农业大学", "副教授", ASSOCIATE, "biology", "植物新品种", OWN, "advice-p"),
    ("prosecutor", "", "", "", "evidence trade_secret", "损失数额的计算", BOTH, "lecture-p"),
]  # fmt: skip


def seed(world: SimpleNamespace) -> None:
    """A second call changes nothing."""
    if Pool.objects.exists():
        return
    users = {user.username.removeprefix("D-"): user for user in User.objects.filter(username__startswith="D-")}
    with transaction.atomic():
        pools = {row[0]: open_pool(row, users) for row in POOLS}
        experts = {row[0]: register(IP, row, users) for row in OF_IP}
        experts |= {row[0]: register(PROC, row, users) for row in OF_PROC}
        for row in [*OF_IP, *OF_PROC]:
            for key in row[-1].split():
                take_in(experts[row[0]], pools[key], world.today, users)
        seed_proofs(experts, world.today, users)
        seed_days(experts, world.today, users)
        seed_recommendations(experts, pools, world.today, users)
        for code, name, host, topics in BASES:
            agency = Agency.objects.select_related("region").get(code=code)
            base = ResearchBase(agency=agency, region=agency.region, name=name, host=host, topics=topics)
            actions.save_base(base, by=users[KEEPERS[code]])


def open_pool(row: tuple[Any, ...], users: dict[str, User]) -> Pool:
    _key, code, name, kind, required = row
    pool = Pool(name=name, kind=kind, required_kind=required, agency=Agency.objects.get(code=code))
    return actions.save_pool(pool, by=users[KEEPERS[code]])


def register(code: str, row: tuple[Any, ...], users: dict[str, User]) -> Expert:
    who, organisation, title, level, fields, words, visibility, _pools = row
    agency = Agency.objects.select_related("region").get(code=code)
    known: dict[str, Any] = (
        {"person": Person.objects.get(email=f"{who}@demo.example")}
        if not organisation
        else {
            "outside_name": who,
            "outside_organisation": organisation,
            "outside_email": f"{search_key(who).split()[0]}@pool.example",
            "outside_mobile": "16900000000",
        }
    )
    expert = Expert(
        agency=agency, region=agency.region, title=title, title_level=level, specialities=words,
        visibility=visibility, **known,
    )  # fmt: skip
    chosen = TechnicalField.objects.filter(code__in=fields.split())
    return actions.register_expert(expert, fields=chosen, by=users[KEEPERS[code]])


def take_in(expert: Expert, pool: Pool, today: dt.date, users: dict[str, User]) -> None:
    years = 5 if pool.kind == PoolKind.INVESTIGATOR else 3
    begins = today.replace(day=1) - dt.timedelta(days=200)
    ends = begins.replace(year=begins.year + years, day=1) - dt.timedelta(days=1)
    origin = Origin.INVITED if expert.person is None else Origin.UNIT
    by = users[KEEPERS[pool.agency.code]]
    actions.add_member(expert, pool=pool, valid_from=begins, valid_to=ends, origin=origin, by=by)


def seed_proofs(experts: dict[str, Expert], today: dt.date, users: dict[str, User]) -> None:
    """In force, about to end, over, and one that waits for its confirmation."""
    training = (QualificationKind.TRAINING, "技术调查官培训合格证书", "示例知识产权培训基地")
    proofs = [
        ("钟毅恒", training, 900, True),
        ("贺若琳", training, 25, True),
        ("孟启航", training, -12, True),
        ("顾平舟", (QualificationKind.APPRAISER, "司法鉴定人执业证", "示例省司法厅"), 700, True),
        ("assistant", (QualificationKind.TEACHING, "兼职教师聘任证书", "示例培训学院"), 400, False),
    ]
    for number, (key, (kind, name, issuer), days, is_confirmed) in enumerate(proofs, start=1):
        expert = experts[key]
        by = expert.person.user if expert.person else users[KEEPERS[expert.agency.code]]
        row = actions.enter_qualification(
            expert,
            kind=kind,
            name=name,
            number=f"示例字第 {number:04} 号",
            issuer=issuer,
            valid_from=today - dt.timedelta(days=700),
            valid_to=today + dt.timedelta(days=days),
            evidence=ContentFile(PROOF, "证书.pdf"),
            evidence_name="证书.pdf",
            by=by,
        )
        if is_confirmed:
            actions.confirm_qualification(row, by=users[KEEPERS[expert.agency.code]])


def seed_days(experts: dict[str, Expert], today: dt.date, users: dict[str, User]) -> None:
    for key, first, last, note in [
        ("钟毅恒", 0, 60, ""),
        ("钟毅恒", 90, 150, "仅上午"),
        ("葛静姝", 14, 45, ""),
        ("章文博", 7, 100, ""),
        ("assistant", 10, 40, ""),
    ]:
        expert = experts[key]
        by = expert.person.user if expert.person else users[KEEPERS[expert.agency.code]]
        starts_on, ends_on = today + dt.timedelta(days=first), today + dt.timedelta(days=last)
        actions.state_availability(expert, starts_on=starts_on, ends_on=ends_on, note=note, by=by)


def seed_recommendations(
    experts: dict[str, Expert], pools: dict[str, Pool], today: dt.date, users: dict[str, User]
) -> None:
    """One from each side: accepted, and waiting."""
    row = actions.recommend_expert(
        experts["葛静姝"],
        pool=pools["advice-p"],
        reason="长期从事化工专利检测，熟悉检察机关办案需要。",
        by=users["pool"],
    )
    ends = today + dt.timedelta(days=700)
    answer = "同意入库。"
    actions.accept_recommendation(row, valid_from=today, valid_to=ends, answer=answer, by=users["pool-p"])
    actions.recommend_expert(
        experts["章文博"], pool=pools["advice"], reason="商业秘密刑事案件咨询经验丰富。", by=users["pool-p"]
    )
