"""The kinds of cases that stood in the code become rows (rule book 4.3); going back leaves their cases as they are."""

from django.db import migrations

PERFORMANCE = "检察机关履职情况、检察履职情况、检察机关履职过程、检察履职过程"
# code, name, English name, number pattern, needs adoption, sections: (name, mandatory, also called)
SCHEMES = [
    (
        *("guiding", "指导性案例", "guiding case", "检例第{n}号", True),
        [
            ("关键词", True, ""),
            ("要旨", True, ""),
            ("基本案情", True, ""),
            ("检察机关履职过程", True, PERFORMANCE),
            ("指导意义", True, ""),
            ("相关规定", True, ""),
        ],
    ),
    (
        *("spp_typical", "检察机关典型案例", "typical case of the procuratorates", "", False),
        [
            ("关键词", False, ""),
            ("要旨", False, ""),
            ("基本案情", True, ""),
            ("检察机关履职情况", True, PERFORMANCE),
            ("典型意义", True, ""),
            ("相关规定", False, ""),
        ],
    ),
    (
        *("cnipa_typical", "知识产权行政保护典型案例", "typical case of the IP administrations", "", False),
        [
            ("基本信息", False, ""),
            ("基本案情", True, ""),
            ("处理结果", True, ""),
            ("典型意义", False, ""),
            ("相关规定", False, ""),
        ],
    ),
    (
        *("local", "地方典型案例", "local case", "", False),
        [
            ("关键词", False, ""),
            ("基本案情", True, ""),
            ("办理思路", True, f"履职情况、办理过程、{PERFORMANCE}"),
            ("典型意义", True, ""),
            ("相关规定", False, ""),
        ],
    ),
]


def fill(apps, schema_editor):
    Scheme, Section = apps.get_model("library", "Scheme"), apps.get_model("library", "SchemeSection")
    for position, (code, name, name_en, pattern, needs_adoption, sections) in enumerate(SCHEMES, 1):
        scheme, made = Scheme.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "number_pattern": pattern,
                "needs_adoption": needs_adoption,
                "position": position * 10,
            },
        )
        if made:
            Section.objects.bulk_create(
                Section(scheme=scheme, name=heading, is_required=required, also=also, sort_order=at)
                for at, (heading, required, also) in enumerate(sections)
            )


class Migration(migrations.Migration):
    replaces = [("library", "0010_scheme_rows")]

    dependencies = [("library", "0001_start")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
