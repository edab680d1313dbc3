"""Experts in the search: found by name, reading, initials, organisation and field, by those alone who may see them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shared.directory.models import Person, Posting
from shared.experts.models import Expert
from shared.search.sources import Found, Source


def expert_found(expert: Expert) -> Found:
    """In the language of the register, whoever indexes; how to reach her is no part of it."""
    organisation = expert.posting.agency.name if expert.posting else expert.outside_organisation
    fields = list(expert.fields.all())
    said = [f"{organisation} {expert.title}".strip(), "、".join(field.name for field in fields), expert.specialities]
    keys = [expert.keys, *(field.name_en for field in fields)]
    return Found(
        expert.name,
        "\n".join(filter(None, said)),
        expert.get_absolute_url(),
        region_id=expert.region_id,
        keys="\n".join(filter(None, keys)),
    )


def itself(expert: Expert) -> QuerySet:
    return Expert.objects.filter(pk=expert.pk)


def of_person(person: Person) -> QuerySet:
    return Expert.objects.filter(person=person.pk)


def of_posting(posting: Posting) -> QuerySet:
    return Expert.objects.filter(person=posting.person_id)


EXPERTS = Source(
    "expert",
    _("Experts"),
    lambda: Expert.objects.active().with_names(),
    expert_found,
    Expert.objects.visible_to,
    {Expert: itself, Person: of_person, Posting: of_posting},
)
