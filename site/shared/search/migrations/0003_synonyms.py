"""Words that every installation takes as the same at first; editors change them as they like."""

from django.db import migrations

GROUPS = [
    ["著作权", "版权"],
    ["知识产权", "知产"],
    ["商业秘密", "商秘"],
    ["地理标志", "地标"],
    ["人民检察院", "检察院", "检察机关"],
    ["最高人民检察院", "最高检"],
    ["最高人民法院", "最高法院", "最高法"],
    ["国家知识产权局", "国知局"],
    ["反不正当竞争法", "反法"],
    ["电子商务", "电商"],
    ["行政执法与刑事司法衔接", "行刑衔接", "两法衔接"],
    ["刑事诉讼法", "刑诉法"],
    ["民事诉讼法", "民诉法"],
]


def add(apps, schema_editor):
    groups = apps.get_model("search", "SynonymGroup")
    groups.objects.bulk_create(groups(words="\n".join(words)) for words in GROUPS)


class Migration(migrations.Migration):
    replaces = [("search", "0003_first_synonyms")]

    dependencies = [("search", "0002_tokens")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
