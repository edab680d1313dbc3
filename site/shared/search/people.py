"""People in the search: found by name, reading or initials, by those alone who see them in the directory."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shared.directory.models import Person
from shared.search.sources import Found, Source


def person_found(person: Person) -> Found:
    postings = list(getattr(person, "current_postings", []))
    posts = [f"{p.agency.name} {p.department} {p.post}".strip() for p in postings]
    region = next((posting.agency.region_id for posting in postings), None)
    return Found(
        person.name,
        "\n".join(filter(None, [*posts, person.expertise])),
        reverse("directory:person", args=[person.pk]),
        region_id=region,
        keys=person.name_search,
    )


def itself(person: Person) -> QuerySet:
    return Person.objects.filter(pk=person.pk)


PEOPLE = Source(
    "person",
    _("People"),
    Person.objects.with_current_posting,
    person_found,
    Person.objects.visible_to,
    {Person: itself},
)
