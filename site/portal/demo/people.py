"""Regions, agencies, clusters and people of the demo, and the accounts that are printed at the start. All invented."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shared.accounts.models import User
from shared.directory.actions import grant_role
from shared.directory.enums import RankSeries, RoleCode
from shared.directory.importers import (
    AgencyImporter,
    ClusterImporter,
    ClusterMemberImporter,
    PeopleImporter,
    RegionImporter,
)
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.imports.importers import run_import

DATA = Path(__file__).parent / "data"
PASSWORD = "tongtang-demo-2026"
SHEETS = [
    (RegionImporter, "regions.csv"),
    (AgencyImporter, "agencies.csv"),
    (ClusterImporter, "clusters.csv"),
    (ClusterMemberImporter, "cluster_members.csv"),
    (PeopleImporter, "people.xlsx"),
]
PLANS = ["organiser", "training_planner"]
CASES = ["supervising_prosecutor"]
EXPERT = ["trainee", "expert"]
PROSECUTOR, CIVIL = RankSeries.PROSECUTOR, RankSeries.CIVIL_SERVANT
# key, name, sex, agency, department, post, rank series, rank, roles
ACCOUNTS = [
    ("trainee", "林晓", "f", "I330100", "知识产权保护处", "四级主任科员", CIVIL, "四级主任科员", ["trainee"]),
    ("hr", "许文静", "f", "I330100", "人事教育处", "科长", CIVIL, "一级主任科员", ["unit_hr"]),
    ("leader", "周启明", "m", "I330100", "局领导", "副局长", CIVIL, "二级调研员", ["unit_leader"]),
    ("hr-p", "沈若兰", "f", "P330100", "政治部", "副主任", PROSECUTOR, "四级高级检察官", ["unit_hr"]),
    ("organiser", "陆知行", "m", "I330000", "人事教育处", "副处长", CIVIL, "三级调研员", PLANS),
    ("organiser-p", "严书宁", "f", "P330000", "政治部", "副主任", PROSECUTOR, "三级高级检察官", PLANS),
    ("classhead", "邵立群", "m", "I330000", "知识产权保护处", "二级主任科员", CIVIL, "二级主任科员", ["class_head"]),
    ("finance", "苗清澜", "f", "I330000", "计划财务处", "科长", CIVIL, "一级主任科员", ["finance"]),
    ("editor", "曾语", "f", "P000000", "知识产权检察部", "检察官助理", CIVIL, "二级检察官助理", ["editor"]),
    ("section", "单明远", "m", "P000000", "知识产权检察部", "主任", PROSECUTOR, "二级高级检察官", ["section_head"]),
    ("legal", "解思齐", "f", "P000000", "法律政策研究部门", "检察官", PROSECUTOR, "一级检察官", ["legal_officer"]),
    ("secrecy", "仇卫平", "m", "P000000", "保密办公室", "副主任", CIVIL, "三级调研员", ["secrecy_officer"]),
    ("issuer", "欧阳正", "m", "P000000", "知识产权检察部", "主任", PROSECUTOR, "一级高级检察官", ["issuer"]),
    ("host", "温雅琴", "f", "P330000", "政治部", "主任", PROSECUTOR, "四级高级检察官", ["secondment_officer"]),
    ("prosecutor", "纪衡", "f", "P330000", "第四检察部", "检察官", PROSECUTOR, "一级检察官", CASES),
    ("assistant", "卫清和", "m", "I330000", "知识产权保护处", "二级主任科员", CIVIL, "二级主任科员", EXPERT),
    ("home", "谢承安", "m", "I330000", "人事教育处", "科长", CIVIL, "一级主任科员", ["secondment_officer"]),
    ("pool", "尹若溪", "f", "I330000", "知识产权保护处", "副处长", CIVIL, "四级调研员", ["pool_manager"]),
    ("pool-p", "庄慎言", "m", "P330000", "第四检察部", "副主任", PROSECUTOR, "四级高级检察官", ["pool_manager"]),
    ("sysadmin", "顾维", "m", "I000000", "信息化处", "工程师", RankSeries.TITLE, "工程师", ["system_admin"]),
    ("secadmin", "盛安", "f", "I000000", "信息化处", "高级工程师", RankSeries.TITLE, "高级工程师", ["security_admin"]),
    ("audit", "申明哲", "m", "I000000", "机关纪委", "二级调研员", CIVIL, "二级调研员", ["audit_admin"]),
]  # fmt: skip


@transaction.atomic
def seed(world: Any) -> None:
    """Import the sheets and create the demo accounts; a second call changes nothing."""
    for importer, name in SHEETS:
        run_import(importer(), (DATA / name).read_bytes(), name)
    password = make_password(PASSWORD)
    for key, name, sex, agency, *post, roles in ACCOUNTS:
        create_account(key, name, sex, Agency.objects.get(code=agency), post, roles, password)


def create_account(
    key: str, name: str, sex: str, agency: Agency, post: list[Any], roles: list[str], password: str
) -> None:
    email = f"{key}@demo.example"
    user, _new = User.objects.get_or_create(
        username=f"D-{key}", defaults={"name": name, "email": email, "password": password}
    )
    person, _new = Person.objects.get_or_create(
        email=email,
        defaults={
            "name": name,
            "user": user,
            "gender": sex,
            "expertise": "商业秘密、行刑衔接",
            "birth_month": "1986-05",
        },
    )
    department, title, series, rank = post
    Posting.objects.get_or_create(
        person=person,
        valid_to=None,
        defaults={
            "agency": agency,
            "department": department,
            "post": title,
            "rank_series": series,
            "rank": rank,
            "valid_from": dt.date(2024, 1, 8),
        },
    )
    for role in roles:
        if not RoleAssignment.objects.filter(user=user, role=role, agency=agency, ended_at=None).exists():
            grant_role(user, role=RoleCode(role), agency=agency, by=None)
