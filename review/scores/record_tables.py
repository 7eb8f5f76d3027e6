"""The tables of a record, the same in DOCX and XLSX: a head and rows of words and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from review.rubric.model import plain_number
from review.scores import record_words as words
from review.scores.agreement import Alpha
from review.scores.combining import in_words
from review.scores.decision import Decision
from review.scores.results import Result
from search.sheets import Cell

_DASH = "—"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; `widths` are parts of the whole width, one a column."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]


def overview(made: Decision) -> Rows:
    """What was judged, how far it is, with which library."""
    found, counted = made.round, Counter(one.standing for one in made.submissions)
    standings = "，".join(f"{name} {counted[key]}" for key, name in words.STANDINGS.items() if counted[key])
    days = " 至 ".join(day or _DASH for day in (found.opens_on, found.closes_on))
    pairs: list[tuple[Cell, ...]] = [
        ("评审", found.title),
        ("说明", made.said(found.description) or _DASH),
        ("阶段", words.PHASES[found.phase]),
        ("起止日期", days),
        ("盲审", "是" if found.blind else "否"),
        ("申报材料", f"{len(made.submissions)} 份（{standings}）" if standings else "0 份"),
        ("计分范围", words.COUNTINGS[made.results.counting]),
        ("记录日期", made.on.isoformat()),
        ("文库", f"{made.library.documents} 篇文献，指纹 {made.library.digest}"),
        ("评审指标指纹", found.rubric.digest),
    ]
    if made.gone:
        numbers = "、".join(f"{number}号" for number in sorted(made.gone))
        pairs.append(("已不在文库", f"{numbers}：评分仍计入，没有证据、重合和矛盾可列"))
    return Rows(("项目", "内容"), tuple(pairs), (1, 4))


def rubric(made: Decision) -> Rows:
    """Criteria with their weights."""
    given = made.round.rubric
    rows = [
        (one.name, float(one.weight), f"{given.share(one.key):.1%}", "\n".join((one.description, *one.questions)))
        for one in given.criteria
    ]
    return Rows(("指标", "权重", "占比", "说明与引导问题"), tuple(rows), (1.4, 0.7, 0.7, 5))


def scale(made: Decision) -> str:
    """The scale in a sentence."""
    given = made.round.rubric
    lowest, highest, step = map(plain_number, (given.lowest, given.highest, given.step))
    return f"“{given.title}”，每项 {lowest} 至 {highest} 分，每档 {step} 分。"


def jury(made: Decision) -> Rows:
    """Who judged, and how far each is."""
    told = {one.person: one for one in made.results.progress}
    rows: list[tuple[Cell, ...]] = []
    for member in made.members:
        one = told.get(member.person)
        progress = f"{one.done}/{one.expected}" if one else "不打分"
        rows.append(
            (
                made.called(member.person),
                words.SEATS[member.seat],
                progress,
                (one.submitted if one else "") or _DASH,
                one.conflicts if one else 0,
            )
        )
    return Rows(("姓名", "身份", "已评/应评", "提交时间（UTC）", "回避份数"), tuple(rows), (2, 1, 1.2, 2, 1))


def conflicts(made: Decision) -> Rows:
    """Who did not judge what, and why."""
    titles = {one.number: one.title for one in made.submissions}
    rows = [
        (
            one.number,
            titles.get(one.number, ""),
            made.called(one.person),
            made.said(one.reason),
            made.called(one.said_by),
        )
        for one in made.results.conflicts
    ]
    return Rows(("编号", "申报材料", "回避人", "理由", "登记人"), tuple(rows), (0.6, 3, 1.2, 3, 1.2))


def formula(made: Decision) -> str:
    """How the ranking is made."""
    return in_words(made.results.formula)


def ranking(made: Decision) -> Rows:
    """The results in their order, with and without the vote."""
    head = ("名次", "编号", "申报材料", "状态", "加权均分", "原始名次", "z 均值", "z 名次", "票数", "综合得分",
            "评审数", "标准差", "极差")  # fmt: skip
    widths = (0.8, 0.8, 3.4, 1, 1.1, 1.1, 1.1, 1, 1.1, 1.2, 1, 1, 0.9)
    return Rows(head, tuple(_ranked(one) for one in made.results.results), widths)


def _ranked(one: Result) -> tuple[Cell, ...]:
    of = one.spread
    return (
        _shown(one.place),
        one.number,
        one.title,
        words.STANDINGS[one.standing],
        _shown(one.total) if one.complete or one.total is None else f"{one.total:.2f}（缺项）",
        _shown(one.rank),
        _shown(one.normalised),
        _shown(one.normalised_rank),
        _shown(one.votes),
        _shown(one.combined, 4),
        one.reviewers,
        _shown(of.sd if of else None),
        _shown(of.range if of else None),
    )


def means(made: Decision) -> Rows:
    """The mean of the reviewers for each submission and criterion."""
    criteria = made.round.rubric.criteria
    rows = [
        (one.number, one.title, *(_shown(one.means.get(each.key)) for each in criteria)) for one in made.results.results
    ]
    head = ("编号", "申报材料", *(one.name for one in criteria))
    return Rows(head, tuple(rows), (0.8, 3, *(1 for _ in criteria)))


def scores_of(made: Decision, number: int) -> Rows:
    """All scores of one submission: a row a reviewer."""
    criteria = made.round.rubric.criteria
    given = {(one.person, one.criterion): one.value for one in made.results.scores if one.number == number}
    people = [one.person for one in made.results.progress if any((one.person, c.key) in given for c in criteria)]
    rows = []
    for person in people:
        values = [given.get((person, one.key)) for one in criteria]
        rows.append((made.called(person), *(_DASH if one is None else plain_number(one) for one in values)))
    return Rows(("评审", *(one.name for one in criteria)), tuple(rows), (2, *(1 for _ in criteria)))


def every_score(made: Decision) -> Rows:
    """A row for every score, with its comment."""
    titles = {one.number: one.title for one in made.submissions}
    names = {one.key: one.name for one in made.round.rubric.criteria}
    rows = [
        (one.number, titles.get(one.number, ""), made.called(one.person), names[one.criterion],
         _DASH if one.value is None else float(one.value), made.said(one.comment),
         one.changed)
        for one in made.results.scores
    ]  # fmt: skip
    head = ("编号", "申报材料", "评审", "指标", "得分", "评语", "时间（UTC）")
    return Rows(head, tuple(rows), (0.8, 3, 1.4, 1.4, 0.8, 5, 2))


def agreement(made: Decision) -> Rows:
    """Alpha by criterion, and of the weighted results."""
    names = {one.key: one.name for one in made.round.rubric.criteria}
    rows = [
        (names.get(one.criterion, "加权得分"), _alpha(one.interval), _alpha(one.ordinal), one.interval.units,
         one.interval.values)
        for one in made.results.agreement
    ]  # fmt: skip
    return Rows(("指标", "α（定距）", "α（定序）", "材料数", "评分数"), tuple(rows), (2, 1, 1, 1, 1))


def concordance(made: Decision) -> str:
    """Kendall's W in a sentence."""
    found = made.results.concordance
    left = f"；另有 {found.left_out} 份没有被每位评审评到，未计入" if found.left_out else ""
    if found.w is None or found.p is None or found.chi_square is None:
        return f"Kendall W：无法计算（需要至少两位评审都评过的两份材料）{left}。"
    tested = f"χ² = {found.chi_square:.2f}，自由度 {found.degrees}，p = {found.p:.4f}"
    return f"Kendall W = {found.w:.3f}（{found.judges} 位评审，{found.objects} 份材料；{tested}）{left}。"


def profiles(made: Decision) -> Rows:
    """How each reviewer scores."""
    rows = [
        (made.called(one.person), one.submissions, _shown(one.mean), _shown(one.sd), _shown(one.severity),
         "给分无差异，z 为 0" if one.even else "")
        for one in made.results.profiles
    ]  # fmt: skip
    return Rows(("评审", "份数", "均值", "标准差", "宽严", "备注"), tuple(rows), (2, 0.8, 0.8, 0.8, 0.8, 2))


def outliers(made: Decision) -> Rows:
    """Scores far from those of the others."""
    names = {one.key: one.name for one in made.round.rubric.criteria}
    rows = [
        (one.number, made.called(one.person), names[one.criterion], one.value, one.middle, round(one.limit, 2))
        for one in made.results.outliers
    ]
    head = ("编号", "评审", "指标", "评分", "其他评审中位数", "容许差距")
    return Rows(head, tuple(rows), (0.8, 2, 2, 1, 1.6, 1.2))


def intervals(made: Decision) -> Rows:
    """From where to where each weight can go."""
    names = {one.key: one.name for one in made.round.rubric.criteria}
    found = made.results.sensitivity
    rows = [
        (names[one.criterion], f"{one.weight:.1%}", _span(one.first), _span(one.shortlist)) for one in found.intervals
    ]
    head = ("指标", "给定权重", "首位不变的区间", f"前 {found.size} 位不变的区间")
    return Rows(head, tuple(rows), (2, 1, 2, 2))


def rank_shares(made: Decision) -> Rows:
    """Where each submission stands under drawn weights."""
    titles = {one.number: one.title for one in made.submissions}
    found = made.results.sensitivity
    rows = [
        (one.number, titles.get(one.number, ""), one.middle, f"{one.low}–{one.high}", f"{one.first:.1%}",
         f"{one.shortlist:.1%}")
        for one in sorted(found.shares, key=lambda one: (one.middle, -one.first, one.number))
    ]  # fmt: skip
    head = ("编号", "申报材料", "名次中位数", "名次范围（5%–95%）", "居首的比例", f"前 {found.size} 位的比例")
    return Rows(head, tuple(rows), (0.8, 3, 1.2, 1.8, 1.2, 1.4))


def overlaps(made: Decision) -> Rows:
    """How much of each submission stands elsewhere."""
    rows = [
        (one.submission.number, one.submission.title, one.letters, one.total, _part(one.total, one.letters),
         one.without, _part(one.without, one.letters), one.source or _DASH, one.source_letters)
        for one in made.overlaps or ()
    ]  # fmt: skip
    head = ("编号", "申报材料", "字数", "重合字数", "占比", "扣除后字数", "扣除后占比", "最大单一来源", "其字数")
    return Rows(head, tuple(rows), (0.8, 3, 1, 1, 1, 1.1, 1.1, 3, 1))


def decisions(made: Decision) -> Rows:
    """How each submission stands, and why."""
    rows = [
        (one.number, one.title, words.STANDINGS[one.standing], made.said(one.reason) or _DASH)
        for one in made.submissions
    ]
    return Rows(("编号", "申报材料", "状态", "理由"), tuple(rows), (0.8, 3, 1, 4))


def quoted(made: Decision) -> Rows:
    """What each quotation is there for: findings by the numbers of their quotations."""
    rows: list[tuple[Cell, ...]] = []
    for one in made.evidence or ():
        name = one.submission.title
        rows += [
            ("证据", one.submission.number, name, one.criterion, words.STRENGTHS[strength], f"[{cited.number}]")
            for strength, cited in one.passages
        ] or [("证据", one.submission.number, name, one.criterion, words.NO_EVIDENCE, _DASH)]
    for each in made.borrowings or ():
        script = "，繁简不同" if each.converted else ""
        told = f"重合 {each.letters} 字{script}"
        numbers = f"[{each.left.number}] [{each.right.number}]"
        rows.append(("重合", each.submission.number, each.submission.title, each.right.citation.title, told, numbers))
    for found in made.disagreements or ():
        of, kind = found.submission, words.KINDS[found.kind]
        numbers = " ".join(f"[{cited.number}]" for cited in found.quotations)
        rows.append(("矛盾", of.number, of.title, kind, disagreement(found.figures, found.expected), numbers))
    head = ("类别", "编号", "申报材料", "指标、对照或类型", "说明", "引文序号")
    return Rows(head, tuple(rows), (1, 0.8, 3, 2, 3, 1.4))


def disagreement(figures: Sequence[str], expected: str) -> str:
    """Figures that do not agree, and what they lead to."""
    return "、".join(figures) + (f"（推算为 {expected}）" if expected else "")


def _shown(value: float | None, digits: int = 2) -> Cell:
    """A number as people read it; a dash for none."""
    return _DASH if value is None else value if isinstance(value, int) else round(value, digits)


def _alpha(found: Alpha) -> Cell:
    return _DASH if found.value is None else round(found.value, 3)


def _span(span: tuple[float, float]) -> str:
    return f"{span[0]:.1%} – {span[1]:.1%}"


def _part(some: int, whole: int) -> str:
    return f"{some / whole:.1%}" if whole else _DASH
