"""The columns of the three sheets and what their cells may say."""

import re
import unicodedata
from typing import Any

from exchanges.secondments.enums import (
    ChangeKind,
    Decision,
    Direction,
    Grade,
    Kind,
    State,
    TerminationReason,
)
from shared.directory.importers.lookups import agency_code
from shared.imports.cleaners import Refused, Repaired, choice, date, email, person_name, whole_number
from shared.imports.importers import Batch, Column, Table
from shared.imports.sheets import as_text

TERMS, CHANGES, APPRAISALS = "terms", "changes", "appraisals"
GRADES = {
    "优秀": Grade.EXCELLENT,
    "称职": Grade.COMPETENT,
    "基本称职": Grade.BASICALLY_COMPETENT,
    "不称职": Grade.INCOMPETENT,
}
KINDS = {
    "兼任检察官助理": Kind.CONCURRENT_ASSISTANT,
    "特邀检察官助理": Kind.INVITED_ASSISTANT,
    "检察官特别助理": Kind.SPECIAL_ASSISTANT,
    "挂职": Kind.TEMPORARY_POST,
    "借调": Kind.LOAN,
    "交流任职": Kind.EXCHANGE_POST,
}
STATES = {
    "拟设岗位": State.PLANNED,
    "已推荐": State.RECOMMENDED,
    "考察中": State.UNDER_REVIEW,
    "推荐未通过": State.REJECTED,
    "本人同意": State.CONSENTED,
    "本人谢绝": State.DECLINED,
    "已批准": State.APPROVED,
    "未批准": State.NOT_APPROVED,
    "在任": State.ACTIVE,
    "续聘办理中": State.RENEWAL_PENDING,
    "暂停履职": State.SUSPENDED,
    "提前终止": State.TERMINATED,
    "期满解除": State.ENDED,
    "已考核": State.APPRAISED,
}
REASONS = {
    "违反纪律": TerminationReason.DISCIPLINE,
    "工作调动": TerminationReason.TRANSFER,
    "拒不履职": TerminationReason.REFUSAL,
    "个人申请": TerminationReason.OWN_REQUEST,
    "利益冲突": TerminationReason.CONFLICT,
    "退休": TerminationReason.RETIRED,
}
DIRECTIONS = {"行政到检察": Direction.TO_PROCURATORATE, "检察到行政": Direction.TO_IP_ADMIN}
CHANGE_KINDS = {"续聘": ChangeKind.RENEWAL, "延期": ChangeKind.EXTENSION, "提前返回": ChangeKind.EARLY_RETURN}
DECISIONS = {"是": Decision.APPROVED, "否": Decision.REFUSED, "待定": Decision.PENDING}


def number(value: Any, batch: Batch) -> Any:
    text = as_text(value)
    narrow = unicodedata.normalize("NFKC", text).upper()
    if not re.fullmatch(r"SEC-\d{4,6}", narrow, re.ASCII):
        raise Refused("bad_number_code")
    return narrow if narrow == text else Repaired(narrow, "fullwidth_characters")


NUMBER = Column("number", "编号", number, required=True, length=20)


TABLES = (
    Table(
        TERMS,
        (
            NUMBER,
            Column("name", "姓名", person_name, length=60),
            Column("email", "邮箱", email, length=254),
            Column("home", "派出单位代码", agency_code, required=True, also=("派出单位",), length=120),
            Column("host", "接收单位代码", agency_code, required=True, also=("接收单位",), length=120),
            Column("direction", "方向", choice("bad_direction", DIRECTIONS), expected=False),
            Column("kind", "类型", choice("bad_kind", KINDS), required=True),
            Column("position", "岗位", required=True, length=80),
            Column("state", "状态", choice("bad_state", STATES), required=True),
            Column("starts_on", "开始日期", date, required=True),
            Column("ends_on", "结束日期", date, required=True),
            Column("term_number", "期次", whole_number, expected=False),
            Column("extended_end", "延期后结束日期", date, expected=False),
            Column("pledge_signed_on", "承诺书签署日期", date, expected=False),
            Column("terminated_on", "终止日期", date, expected=False),
            Column("termination_reason", "终止原因", choice("bad_reason", REASONS), expected=False),
            Column("grade", "考核等次", choice("bad_grade", GRADES), expected=False),
            Column("appraised_on", "考核日期", date, expected=False),
            Column("cases_joined", "参与案件数", whole_number, expected=False),
            Column("questions_answered", "答复咨询数", whole_number, expected=False),
            Column("note", "备注", length=300, expected=False),
        ),
        sheets=("挂职借调兼任",),
    ),
    Table(
        CHANGES,
        (
            NUMBER,
            Column("kind", "类型", choice("bad_change", CHANGE_KINDS), required=True),
            Column("asked_on", "申请日期", date, required=True),
            Column("agency", "申请单位代码", agency_code, required=True, length=120),
            Column("old_end", "原结束日期", date, required=True),
            Column("new_end", "新结束日期", date, required=True),
            Column("approved", "是否批准", choice("bad_decision", DECISIONS), required=True),
            Column("note", "备注", length=300, expected=False),
        ),
        sheets=("延期与续聘",),
        optional=True,
    ),
    Table(
        APPRAISALS,
        (
            NUMBER,
            Column("period", "考核周期", required=True, length=20),
            Column("agency", "评价单位代码", agency_code, required=True, length=120),
            Column("grade", "等次", choice("bad_grade", GRADES), required=True),
            Column("opinion", "鉴定意见", length=2000, expected=False),
            Column("appraised_on", "日期", date, required=True),
        ),
        sheets=("考核",),
        optional=True,
    ),
)
