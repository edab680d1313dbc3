"""Two offices, one of each side, with their pool managers and colleagues."""

from types import SimpleNamespace

import pytest

from shared.directory.enums import Level, RoleCode, System
from tests.factories.directory import AgencyFactory, RegionFactory, member


@pytest.fixture
def house(regulations):
    ip = AgencyFactory(code="I330000", name="浙江省知识产权局", region=RegionFactory())
    proc = AgencyFactory(code="P330000", name="浙江省人民检察院", proc=True, region=RegionFactory())
    city = AgencyFactory(code="I330100", name="杭州市知识产权局", parent=ip, level=Level.PREFECTURE)
    police = AgencyFactory(code="G330000", name="示例公安厅", system=System.POLICE)
    return SimpleNamespace(
        ip=ip,
        proc=proc,
        city=city,
        keeper=member(ip, RoleCode.POOL_MANAGER, name="尹若溪"),
        keeper_p=member(proc, RoleCode.POOL_MANAGER, name="庄慎言"),
        colleague=member(ip, name="安宁"),
        colleague_p=member(proc, name="白露"),
        policeman=member(police, name="常山"),
    )
