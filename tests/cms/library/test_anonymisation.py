"""The scanner at its edges, kind by kind."""

import time

import pytest

from cms.library.anonymisation import Piece, scan
from cms.library.anonymisation.numbers import check_digit, has_luhn

MEGABYTE = 1_000_000


def found(text: str, **options) -> list[tuple[str, str]]:
    return [(str(f.kind), f.text) for f in scan([Piece("1", text)], **options)]


def replaced(*texts: str) -> list[str]:
    return [f.replacement for f in scan([Piece(str(at), text) for at, text in enumerate(texts, 1)])]


@pytest.mark.parametrize("number", ["11010519491231002X", "34052419800101001X", "11010519491231002x"])
def test_resident_id_is_found_by_its_check_digit(number):
    assert found(f"号码{number}。") == [("id_number", number)]


@pytest.mark.parametrize(
    "text",
    [
        "编码110105194912310021",  # check digit wrong, nothing says that it is an ID
        "编码11010519491331002X",  # no 13th month
        "编码910105194912310021234",  # inside a longer number
        "编码A11010519491231002X",  # inside a code
    ],
)
def test_number_that_is_no_resident_id_is_left_alone(text):
    assert found(text) == []


def test_resident_id_with_a_wrong_check_digit_counts_where_the_text_names_it():
    assert found("公民身份号码110105194912310021") == [("id_number", "110105194912310021")]


@pytest.mark.parametrize(
    ("number", "is_plausible"),
    [("110105491231002", True), ("110105491331002", False), ("990105491231002", False)],
)
def test_old_resident_id_needs_a_province_and_a_day(number, is_plausible):
    assert found(f"证号{number}") == ([("id_number", number)] if is_plausible else [])


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("１１０１０５１９４９１２３１００２Ｘ", "id_number"),
        ("110105 19491231 002X", "id_number"),
        ("110105-1949-1231-002X", "id_number"),
        ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", "id_number"),
        ("138\u200b0013\ufeff8000", "mobile"),
        ("１３８－００１３－８０００", "mobile"),
        ("138\u30000013\u30008000", "mobile"),
        ("138 00138000", "mobile"),
        ("+86 138 0013 8000", "mobile"),
        ("138-0013-8000", "mobile"),
        ("138.0013.8000", "mobile"),
        ("138·0013·8000", "mobile"),
        ("+86 138.0013.8000", "mobile"),
        ("+86.138.0013.8000", "mobile"),
        ("138 . 0013 . 8000", "mobile"),
        ("110105.19491231.002X", "id_number"),
        ("4111.1111.1111.1111", "bank_account"),
        ("4111 1111 1111 1111", "bank_account"),
        ("京Ａ·１２３４５", "vehicle_plate"),
        ("zhang＠mail．example", "email"),
    ],
)
def test_spelling_hides_nothing(text, hit):
    assert [kind for kind, _text in found(f"号码：{text}，")] == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-05至2022-04-06",
        "（2021）京73民初13800号",
        "京检刑诉〔2021〕13800138000号",
        "专利号：ZL202110123456.7",
        "申请号13812345678",
        "订单号13812345678",
        "金额13812345678.50元",
        "检例第192号、国知办发保字〔2021〕17号",
        "12812345678",
        "138123456789",
        "监督立案330 365 1155 241件",
        "拨打12309",
        "共计1381234.5678万元、138.12345678",
        "1.138.0013.8000",
        "第138.0013.8000.1版，地址138.12.34.56",
        "登记号138.0013.8000",
        "期间2021.03.05，户号0571.12345678",
        "4111.1111.1111.1112",
    ],
)
def test_dates_case_numbers_and_patent_numbers_are_no_telephones(text):
    assert found(text) == []


def test_mobile_beside_a_date_is_found_alone():
    assert found("2021-03-05 13812345678") == [("mobile", "13812345678")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("010-62083000", "010-62083000"),
        ("（010）62083000", "（010）62083000"),
        ("0571 8765 4321", "0571 8765 4321"),
        ("0571.8765.4321", "0571.8765.4321"),
        ("010.62083000", "010.62083000"),
        ("联系电话：62083000", "62083000"),
        ("办公电话01062083000", "01062083000"),
    ],
)
def test_landline_is_found_by_its_area_code_or_by_the_word_before_it(text, number):
    assert found(text) == [("landline", number)]


def test_bank_card_needs_luhn_length_and_prefix_unless_the_text_says_account():
    assert found("4111111111111111") == [("bank_account", "4111111111111111")]
    assert found("4111111111111112") == []
    assert found("1111111111111117") == []
    assert found("41111111111111") == []
    assert found("汇入账号4111111111111112") == [("bank_account", "4111111111111112")]
    assert found("统一社会信用代码914403001922038216") == []


SPACED = [
    "京 A 12345",
    "京 A·12345",
    "京·A12345",
    "京 AD12345",
    "京\u3000A\u300012345",
    "苏 E 05EV8",
    "沪 A 1 2 3 4 学",
]


@pytest.mark.parametrize(
    "plate", ["京A12345", "粤B·D12345", "沪AD12345", "粤Z1234港", "京A1234学", "京A 12345", *SPACED]
)
def test_plate_is_found_the_new_energy_one_too(plate):
    assert found(f"驾驶{plate}离开") == [("vehicle_plate", plate)]


@pytest.mark.parametrize("plate", SPACED)
def test_plate_set_apart_from_its_province_needs_no_word_before_it(plate):
    assert found(f"乘坐{plate}前往") == [("vehicle_plate", plate)]


@pytest.mark.parametrize(
    "text",
    [
        *["浙B2-20080224", "京ICP备12345678号", "沪A股", "示A·9K3F7", "京ABCDEF"],
        *[
            "北京 A 12345",
            "最新 A20235",
            "执行新 GB11643 标准",
            "购得新 Galaxy9",
            "川 A 12345 元",
            "驾驶汽车，见表 A 12345",
        ],
    ],
)
def test_what_looks_like_a_plate_is_left_alone(text):
    assert found(text) == []


def test_passport_is_found_by_its_letter_or_by_the_word_before_it():
    assert found("护照号码K12345678") == [("passport", "K12345678")]
    assert found("证件E12345678") == [("passport", "E12345678")]
    assert found("证件EA1234567") == [("passport", "EA1234567")]
    assert found("版本E20230101") == []
    assert found("型号K12345678") == []


def test_accounts_and_days_of_birth_are_found():
    assert found("QQ号：12345678") == [("social_account", "12345678")]
    assert found("微信公众号发布2023年计划") == []
    assert found("一九八七年四月十二日出生") == [("birth_date", "一九八七年四月十二日")]
    assert found("出生日期：1987-04-12") == [("birth_date", "1987-04-12")]
    assert found("2023年8月生产、2023年9月销售") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("现住北京市朝阳区建国路甲88号院3号楼2单元1801", "北京市朝阳区建国路甲88号院3号楼2单元1801"),
        ("户籍地浙江省杭州市西湖区文三路一百二十号", "浙江省杭州市西湖区文三路一百二十号"),
        ("家住桂花小区3幢501室。", "桂花小区3幢501室"),
        ("在甲县石桥村六组12号查获", "甲县石桥村六组12号"),
    ],
)
def test_address_is_found_down_to_the_house(text, address):
    assert found(text) == [("address", address)]


@pytest.mark.parametrize(
    "text", ["位于北京市海淀区西土城路", "第12号公告", "京73民初1380号", "某市某区某路某号", "3号楼"]
)
def test_street_without_a_house_is_no_address_of_a_person(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("被告人王伟于2023年被捕", ["王伟"]),
        ("被害人：欧阳修文，证人（邻居）李明", ["欧阳修文", "李明"]),
        ("被告人王小明、李强和赵敏。", ["王小明", "李强", "赵敏"]),
        ("法定代表人张\u200b伟民，经理", ["张\u200b伟民"]),
        ("审判长　刘　洋", ["刘　洋"]),
        ("委托诉讼代理人䶮亮", ["䶮亮"]),  # no known surname, no word either
        ("被告人龚䶮亮，男", ["龚䶮亮"]),
        ("王小明（女）为财务人员", ["王小明"]),
        ("张晓芳检察官介绍", ["张晓芳"]),
        ("当事人阿依古丽·艾力提供证词", ["阿依古丽·艾力"]),
        ("王刚诉刘强侵犯专利权案", ["王刚", "刘强"]),
    ],
)
def test_name_is_found_by_the_company_it_keeps(text, names):
    assert found(text) == [("person_name", name) for name in names]


@pytest.mark.parametrize(
    "text",
    [
        "被告人周某某、王某、甲某、张某甲到庭",
        "法定代表人某某",
        "被害人王某某系某公司员工",
        "玩家在王者荣耀中受骗",
        "高院发布白皮书，马上施行",
        "被告人应当、证人到庭、当事人任何、检察官严格、代理人方可",
        "检察官和检察官助理",
        "权利人向法院起诉",
        "辩护律师在场",
        "某有限公司、甲有限公司、设立有限责任公司",
    ],
)
def test_words_that_look_like_names_are_left_alone(text):
    assert found(text) == []


def test_name_known_from_one_place_is_found_in_the_others():
    pieces = [Piece("1", "司马相如侵权，王伟在场"), Piece("header", "被告人司马相如、王伟"), Piece("3", "王伟业大楼")]

    hits = [(f.text, f.place) for f in scan(pieces)]

    assert hits == [("司马相如", "1"), ("王伟", "1"), ("司马相如", "header"), ("王伟", "header")]


def test_roster_is_found_without_a_role_and_its_short_names_only_where_they_stand_alone():
    roster = ["诸葛静", "高峰", ""]

    assert found("经诸葛静同意，高峰期已过；", roster=roster) == [("person_name", "诸葛静")]
    assert found("高峰，", roster=roster) == [("person_name", "高峰")]


def test_cell_below_names_is_a_name():
    pieces = [Piece("table1:r2:c1", "王小明", "姓名"), Piece("table1:r2:c2", "王小明理", "职务")]

    assert [f.place for f in scan(pieces)] == ["table1:r2:c1", "table1:r2:c2"]
    assert scan([Piece("table1:r2:c1", "合计", "姓名")]) == []
    assert scan([Piece("table1:r2:c1", "王小明", "职务")]) == []


def test_replacements_keep_people_apart_and_each_the_same():
    assert replaced("被告人王小明、王大伟、王芳、李明。", "王小明与欧阳静到场") == [
        "王某甲",
        "王某乙",
        "王某",
        "李某",
        "王某甲",
        "欧阳某",
    ]
    assert replaced("被告人周某某与被告人周小明") == ["周某甲"]
    assert replaced("被告人欧阳修文，被害人阿依古丽·艾力，") == ["欧阳某某", "阿某"]
    assert replaced("北原光电有限公司") == ["某公司"]
    assert replaced("被告单位北原光电有限公司、南浦茶业有限公司") == ["某甲公司", "某乙公司"]
    assert replaced("住甲县石桥村六组12号，1987年4月12日出生，电话13812345678") == ["某地", "某年某月某日", "（略）"]


@pytest.mark.parametrize(
    "unit",
    [
        *["1 ", "1", "a", "@", "a@", "被告人", "王", "138-", "13812345678 ", "(", "被告人王伟民、", "有限公司"],
        *["桂花路88号", "12号", "京A", "·王", "，男", "律师", "1301", "0571-", "138.0013.", "京 A 1 2 "],
    ],
)
def test_hostile_text_costs_time_in_proportion_to_its_length(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        scan([Piece("1", text)], roster=["王小明"])
        return time.process_time() - begin

    seconds(1_000)
    small, large = seconds(10_000), seconds(100_000)

    assert large < 25 * small + 0.5


def test_a_megabyte_of_hostile_text_is_scanned_in_seconds():
    units = ["1 ", "a@", "被告人", "13812345678 ", "桂花路88号", "12号", "·王", "，男", "律师", "有限公司", "(", "京A"]
    text = "".join(unit * (MEGABYTE // len(units) // len(unit)) for unit in units)
    begin = time.process_time()

    scan([Piece("1", text)], roster=["王小明"])

    assert time.process_time() - begin < 60  # some 8 on a machine of today; without a bound it would be hours


def test_check_digits_by_their_standards():
    assert check_digit("11010519491231002") == "X"
    assert check_digit("34052419800101001") == "X"
    assert has_luhn("4111111111111111")
    assert not has_luhn("4111111111111112")
