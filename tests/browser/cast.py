"""Eight agencies of two sides with their officers and sixty-odd people, for journeys through a whole class."""

from dataclasses import dataclass, field

from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from tests.factories.directory import AgencyFactory, member

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN = ["晓岚", "致远", "思齐", "明哲", "雨桐", "嘉禾", "承志", "静姝"]


@dataclass
class Unit:
    agency: Agency
    hr: User
    leader: User
    people: list[User] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [user.person.name for user in self.people]


@dataclass
class Cast:
    """Who plays: the hosts' officers, and the units with their staff."""

    ip: Agency
    proc: Agency
    officers: dict[str, User]
    units: list[Unit]

    @property
    def herself(self) -> User:
        """Who applies without waiting for her HR office."""
        return self.units[3].people[-1]


def names():
    """Names that differ, all of them covered by the fonts, one with a character beyond the common ones."""
    yield "王㛃"
    for given in GIVEN:
        for surname in SURNAMES:
            yield surname + given


def build_cast() -> Cast:
    name = names()
    ip = AgencyFactory(name="示例省知识产权局")
    proc = AgencyFactory(name="示例省人民检察院", proc=True)
    officers = {
        "planner": member(ip, RoleCode.TRAINING_PLANNER, name="计划甲"),
        "planner-p": member(proc, RoleCode.TRAINING_PLANNER, name="计划乙"),
        "organiser": member(ip, RoleCode.ORGANISER, name="组班甲"),
        "organiser-p": member(proc, RoleCode.ORGANISER, name="组班乙"),
        "head": member(ip, name="班主任甲"),
    }
    units = [
        unit(AgencyFactory(name=f"示例{city}市市场监督管理局", parent=ip), number, name)
        for city, number in zip("甲乙丙丁", (6, 9, 9, 10), strict=True)
    ]
    units += [
        unit(AgencyFactory(name=f"示例{city}市人民检察院", proc=True, parent=proc), number, name)
        for city, number in zip("甲乙丙丁", (6, 7, 7, 6), strict=True)
    ]
    return Cast(ip, proc, officers, units)


def unit(agency: Agency, number: int, name) -> Unit:
    hr = member(agency, RoleCode.UNIT_HR, name=f"人事{agency.pk}")
    leader = member(agency, RoleCode.UNIT_LEADER, name=f"领导{agency.pk}")
    return Unit(agency, hr, leader, [member(agency, RoleCode.TRAINEE, name=next(name)) for _n in range(number)])
