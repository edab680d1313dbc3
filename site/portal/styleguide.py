"""The live style guide: components.yaml with its examples drawn, on believable sample data."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils import timezone

from shared.ui.todos import Todo

COMPONENTS = Path(__file__).parent / "templates" / "components.yaml"


@dataclass(frozen=True)
class SampleAgency:
    name: str
    side: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class SampleThing:
    state: str
    words: str

    def get_state_display(self) -> str:
        return self.words


class SampleForm(forms.Form):
    title = forms.CharField(label="班次名称", help_text="公开显示，不超过 60 个字。")
    opens_on = forms.DateField(
        label="报名开始", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    level = forms.ChoiceField(label="层级", choices=[("province", "省级"), ("prefecture", "市级")])
    sides = forms.MultipleChoiceField(
        label="面向",
        choices=[("ip", "知识产权管理部门"), ("proc", "检察机关")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    summary = forms.CharField(label="简介", widget=forms.Textarea, required=False)
    sheet = forms.FileField(label="名单（XLSX）", required=False)
    is_public = forms.BooleanField(label="在首页显示", required=False)


class SampleFilterForm(forms.Form):
    q = forms.CharField(label="关键词", required=False)
    year = forms.ChoiceField(label="年度", choices=[("", "全部"), ("2026", "2026")], required=False)


def sample_context(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    faulty = SampleForm({"title": "", "opens_on": "昨天"})
    faulty.is_valid()
    return {
        "ip_agency": SampleAgency("示例省知识产权局", "ip"),
        "proc_agency": SampleAgency("示例省人民检察院", "proc"),
        "long_agency": SampleAgency(
            "示例省示例市高新技术产业开发区市场监督管理局（知识产权局）综合行政执法支队知识产权执法大队", "ip"
        ),
        "open_thing": SampleThing("open", "报名中"),
        "waiting_thing": SampleThing("submitted", "待审核"),
        "refused_thing": SampleThing("refused", "未通过"),
        "now": timezone.now(),
        "today": today,
        "yesterday": today - dt.timedelta(days=1),
        "in_two_days": today + dt.timedelta(days=2),
        "in_five_days": today + dt.timedelta(days=5),
        "next_month": today + dt.timedelta(days=31),
        "shares": [
            {"side": "ip", "taken": 44, "seats": 48},
            {"side": "proc", "taken": 38, "seats": 48},
            {"side": "pool", "taken": 6, "seats": 24},
        ],
        "full_shares": [{"side": "ip", "taken": 20, "seats": 20}, {"side": "proc", "taken": 20, "seats": 20}],
        "facts": [("时间", "12 月 8—12 日"), ("地点", "杭州 · 示例学院"), ("学时", "40（5 天）")],
        "todo": Todo("确认参加：商业秘密案件证据规则同堂培训班", "#todo", "候补第 2 位已递补。", today, "确认"),
        "later_todo": Todo("填写评估：地理标志执法协作班", "#todo", "匿名，约 3 分钟。", None, "填写"),
        "bars": [{"x": "4%", "width": "80%", "tone": "ip", "label": "兼任检察官助理 · 2 年"}],
        "filter_form": SampleFilterForm(request.GET or None),
        "faulty_form": faulty,
        "page": Paginator(range(1, 201), 10).get_page(request.GET.get("page", "7")),
    }


def drawn_components(request: HttpRequest) -> list[dict[str, Any]]:
    """components.yaml with every example as source and as HTML."""
    engine, context = engines["django"], sample_context(request)
    components = yaml.safe_load(COMPONENTS.read_text(encoding="utf-8"))
    for part in components:
        part.setdefault("template", "")
        part["examples"] = [
            {"source": source, "html": engine.from_string("{% load i18n ui %}" + source).render(context, request)}
            for source in part["examples"]
        ]
    return components


def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/styleguide.html", {"components": drawn_components(request)})
