"""What a call-up notice says, as the class stands now."""

from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.training.enums import SEATED_STATES, NoticeType, Side
from courses.training.models import CallUpNotice, Enrolment, SeatBlock, Session
from courses.training.models.seats import region_prefix
from courses.training.queries.budget import FeeStandard, plain
from shared.directory.engagements import engagements_of
from shared.directory.enums import RoleCode, System
from shared.directory.models import Agency, RoleAssignment

NAMED = 14  # units named one by one in the address; more are summed up
SYSTEMS = {Side.IP: System.IP_ADMIN, Side.PROC: System.PROCURATORATE}
SIDE_ORDER = {str(side): place for place, side in enumerate((Side.IP, Side.PROC, Side.POOL))}
# What people rely on: when one of these changes after the issue, a corrected notice is due.
BINDING = ("title", "starts_on", "ends_on", "venue", "closes_at", "quota", "audience", "hours")


def notice_content(session: Session, type: str, **extra: Any) -> dict[str, Any]:
    """The facts of the paper, in Chinese, frozen at its issue; the wording stands in the template."""
    with translation.override("zh-hans"):
        blocks = quota_blocks(session)
        fee = FeeStandard().of_session(session, 1)
        return {
            "type": str(type),
            "title": session.title,
            "class_number": session.number,
            "mode": session.mode,
            "issuers": [host.name for host in session.hosts],
            "addressees": addressees(session, blocks),
            "starts_on": session.starts_on.isoformat(),
            "ends_on": session.ends_on.isoformat(),
            "days": plain(session.days),
            "hours": plain(session.hours),
            "venue": session.venue,
            "organiser": session.organiser,
            "audience": session.audience,
            "closes_at": moment(session.closes_at),
            "direct": session.direct_entry,
            "quota": [{"label": str(b.label), "side": b.side, "seats": b.seats} for b in blocks],
            "grade": str(session.get_grade_display()),
            "fee": plain(fee.per_day.value) if fee else "",
            "fee_source": fee.per_day.source.split("，")[0] if fee else "",
            "issued_on": timezone.localdate().isoformat(),
            **extra,
        }


def moment(value: Any) -> str:
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def quota_blocks(session: Session) -> list[SeatBlock]:
    """Every block with seats: by side, what is left of the side first, then what was cut out of it."""
    blocks = session.blocks.select_related("agency", "region").filter(seats__gt=0)
    return sorted(blocks, key=lambda b: (SIDE_ORDER[b.side], not b.is_plain, b.pk))


def addressees(session: Session, blocks: list[SeatBlock]) -> list[str]:
    """Units with seats of their own by name; a side's seats stand for the units below its host."""
    hosts = {Side.IP: session.ip_host, Side.PROC: session.proc_host}
    sides = [side for side in SYSTEMS if any(b.side in {side, Side.POOL} for b in blocks)]
    names = []
    for side in sides:
        host = hosts[side]
        names += units_below(host) if host else [others_of(side)]
    own = [block.agency.name for block in blocks if block.agency]
    return list(dict.fromkeys([*names, *own]))


def units_below(host: Agency) -> list[str]:
    below = list(Agency.objects.valid_on().filter(parent=host).order_by("code").values_list("name", flat=True))
    if 0 < len(below) <= NAMED:
        return below
    return [_("units below %(host)s") % {"host": host.name}]


def others_of(side: str) -> str:
    return _("IP administrations concerned") if side == Side.IP else _("procuratorates concerned")


def changes_since(notice: CallUpNotice, session: Session) -> list[str]:
    """The names of the binding facts that read differently today."""
    now = notice_content(session, notice.type)
    return [name for name in BINDING if name in notice.content and notice.content[name] != now[name]]


def officers_addressed(session: Session) -> list[Any]:
    """HR officers of the units that have seats: below the hosts, of agencies with a block, of regions with a block."""
    found = Q(pk__in=[])
    hosts = {Side.IP: session.ip_host, Side.PROC: session.proc_host}
    for block in quota_blocks(session):
        sides = [side for side in SYSTEMS if block.side in {side, Side.POOL}]
        if block.agency:
            found |= Q(agency__path__startswith=block.agency.path)
        elif block.region:
            inside = Q(agency__region__code__startswith=region_prefix(block.region.code))
            found |= inside & Q(agency__system__in=[SYSTEMS[side] for side in sides])
        else:
            for side in sides:
                found |= below_host_or_in_region(session, side, hosts[side])
    rows = RoleAssignment.objects.valid_on().filter(found, role=RoleCode.UNIT_HR).select_related("user")
    return [row.user for row in rows]


def below_host_or_in_region(session: Session, side: Side, host: Agency | None) -> Q:
    if host:
        return Q(agency__path__startswith=host.path)
    if session.region:
        prefix = region_prefix(session.region.code)
        return Q(agency__system=SYSTEMS[side], agency__region__code__startswith=prefix)
    return Q(pk__in=[])


def clashes_of(session: Session) -> list[dict[str, Any]]:
    """People on a seat who are needed elsewhere on the days of the class, with what it is."""
    seated = [str(state) for state in SEATED_STATES]
    own = {e.person_id: e for e in session.enrolments.filter(state__in=seated).select_related("person", "agency")}
    elsewhere = Enrolment.objects.filter(
        person__in=list(own),
        state__in=seated,
        session__starts_on__lte=session.ends_on,
        session__ends_on__gte=session.starts_on,
    ).exclude(session=session)
    found: dict[int, list[str]] = {}
    for row in elsewhere.select_related("session"):
        found.setdefault(row.person_id, []).append(row.session.title)
    for person_id, rows in engagements_of(list(own), session.starts_on, session.ends_on).items():
        found.setdefault(person_id, []).extend(str(row.label) for row in rows)
    clashes = [{"enrolment": own[pk], "with": list(dict.fromkeys(labels))} for pk, labels in found.items()]
    return sorted(clashes, key=lambda row: row["enrolment"].person.name_pinyin)


def last_notice(session: Session, *types: str) -> CallUpNotice | None:
    wanted = types or tuple(str(t) for t in NoticeType)
    return session.notices.filter(type__in=wanted).order_by("-version").first()
