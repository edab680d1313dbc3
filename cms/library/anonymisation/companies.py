"""Companies by their full name: in cases they stand as 某公司 (rule book 4.5, method)."""

import re
from collections.abc import Iterator

from cms.library.anonymisation.structure import Found
from cms.library.enums import FindingKind

TAIL = re.compile(r"(?:集团)?(?:股份)?有限(?:责任)?公司(?:[\u3400-\u9fff]{2,8}分公司)?|\(有限合伙\)|集团公司")
WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U000323afA-Za-z0-9()·]{0,40}$")
LEADS = re.compile(
    r"被告单位|被告人|被告|原告|权利人|申请人|被申请人|请求人|被请求人|当事人|第三人|上诉人|被上诉人|举报人|投诉人|委托人|"
    r"单位|公司|企业|商户|名称|名为|成立|注册|经营|入职|任职于|供职于|就职于|投资|收购|购买|销售|控制的?|代理|委托|授权|起诉|"
    r"[与由系诉将从经是让]|[以及并向给对为在于等](?=[\u3400-\u9fff]{2})"
)
GENERIC = re.compile(
    r"^(?:|一人|国有|国有独资|独资|外商投资|外资|合资|中外合资|股份|普通|其他|设立|变更|改制|上市|非上市|家|个|该|本|两|各|多|几|"
    r"[甲乙丙丁戊己庚辛A-Za-z])$|的$|[某×*＊]|^(?:该|本|各|每)"
)
LONGEST, SHORTEST = 28, 2


def companies_in(text: str) -> Iterator[Found]:
    """Every company named in full; 某公司, 甲公司 and the form of company alone are none."""
    reached = 0
    for tail in TAIL.finditer(text):
        core = own_name(text[max(tail.start() - 40, reached) : tail.start()])
        reached = tail.end()
        if not GENERIC.search(core) and SHORTEST <= len(core) <= LONGEST:
            yield Found(FindingKind.COMPANY_NAME, tail.start() - len(core), tail.end())


def own_name(left: str) -> str:
    """What of the words before the form of company is its name."""
    match = WORD.search(left)
    core = match[0] if match else ""
    leads = list(LEADS.finditer(core))
    if leads:
        core = core[leads[-1].end() :]
    if core.count("(") != core.count(")"):
        core = re.split(r"[()]", core)[-1]
    return core.strip("()")
