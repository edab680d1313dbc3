"""Names in Latin letters: in English editions, and of foreigners in Chinese texts."""

import pytest

from cms.library.anonymisation import Piece, scan


def found(*texts):
    return [(hit.text, hit.replacement) for hit in scan(Piece(str(at), text) for at, text in enumerate(texts, 1))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("被告人Zhang Wei于2024年销售假酒。", ["Zhang Wei"]),
        ("证人（Li Lei）陈述", ["Li Lei"]),
        ("The defendant Zhang Wei sold fake liquor.", ["Zhang Wei"]),
        ("Defendants Li Na, Wang Fang and Zhao Liu were charged.", ["Li Na", "Wang Fang", "Zhao Liu"]),
        ("Legal representative: CHEN Xiaoming", ["CHEN Xiaoming"]),
        ("Mr. John A. Smith and Ludwig van Dyck testified", ["John A. Smith", "Ludwig van Dyck"]),
        ("Zhang Weiming, male, born in 1980", ["Zhang Weiming"]),
        ("Wang Fang’s husband kept the seal", ["Wang Fang"]),
        ("Plaintiffs Zhang Wei et al. v. Company A", ["Zhang Wei"]),
        ("Presiding Judge Liu Yang, Prosecutor Ma Li", ["Liu Yang", "Ma Li"]),
        ("a man named Han Meimei", ["Han Meimei"]),
    ],
)
def test_full_name_is_found_by_the_company_it_keeps(text, names):
    assert [name for name, _ in found(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Defendants Zhang Moumou, Li Mou and Zhou XX were sentenced.",
        "The defendant Hangzhou Yunfei Technology Co., Ltd. was fined.",
        "The plaintiff appealed to the Beijing Intellectual Property Court.",
        "Mr. Zhang testified.",
        "The People's Procuratorate of Gansu Province supported the plaintiff.",
        "Trademark Law of the People's Republic of China",
        "The suspect On Tuesday confessed.",
    ],
)
def test_what_hides_a_person_or_names_none_is_left_alone(text):
    assert found(text) == []


def test_one_person_is_the_same_throughout_and_told_apart_from_others():
    texts = ["The defendant Zhang Wei met the witness Zhao Liu.", "Zhang Wei paid; Zhang Weiming and ZhangWei did not."]

    assert found(*texts) == [("Zhang Wei", "Z2."), ("Zhao Liu", "Z3."), ("Zhang Wei", "Z2."), ("ZhangWei", "Z2.")]
