"""Cases in two languages share their number; the sections of their kinds have English names."""

from django.conf import settings
from django.db import migrations, models

HEADINGS = {
    "关键词": "Keywords",
    "要旨": "Gist",
    "基本信息": "Case information",
    "基本案情": "Facts of the case",
    "处理结果": "Outcome",
    "办理思路": "Handling of the case",
    "检察机关履职过程": "How the procuratorate performed its duties",
    "检察机关履职情况": "How the procuratorate performed its duties",
    "指导意义": "Guiding significance",
    "典型意义": "Typical significance",
    "相关规定": "Relevant provisions",
}


def name_headings(apps, schema_editor):
    Section = apps.get_model("library", "SchemeSection")
    for name, name_en in HEADINGS.items():
        Section.objects.filter(name=name, name_en="").update(name_en=name_en)


def keep_languages(apps, schema_editor):
    Case = apps.get_model("library", "CasePage")
    for pk, code in Case.objects.exclude(locale__language_code="zh-hans").values_list("pk", "locale__language_code"):
        Case.objects.filter(pk=pk).update(language=code)


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0024_reader_of_files"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="schemesection",
            name="name_en",
            field=models.CharField(
                blank=True,
                help_text="Stands over the section in English cases.",
                max_length=80,
                verbose_name="English heading",
            ),
        ),
        migrations.RunPython(name_headings, migrations.RunPython.noop),
        migrations.AddField(
            model_name="casepage",
            name="language",
            field=models.CharField(default="zh-hans", editable=False, max_length=12),
        ),
        migrations.RunPython(keep_languages, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="casepage", name="case_number_once"),
        migrations.AddConstraint(
            model_name="casepage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case_number", ""), _negated=True),
                fields=("case_number", "language"),
                name="case_number_once",
                violation_error_message="This case number is taken.",
            ),
        ),
    ]
