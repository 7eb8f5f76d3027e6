"""批量检索: a file of questions in, a table of cited answers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from corpus.errors import CasebaseError, SearchError
from corpus.workspace import Action, require
from search.batch import PASSAGES_AT_MOST, Answered, Options, Outcome, Questions, answers, read_questions, workbook
from search.citation import locator_text
from search.excerpts import of_hit
from search.query import Mode, parse_filters
from ui import frame, labels, resources
from ui.address import BatchAddress, SearchAddress, passage_href
from ui.filters import chips
from ui.markup import Markup, join, link, tag
from ui.passages import language
from ui.session import person

_SHOWN = 100
_LARGEST = 10  # MB of a file of questions
_QUOTED = 120  # characters of a passage in the table on the page
_DONE = "batch-done"


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a file of questions."""

    name: str
    questions: Questions
    answered: tuple[Answered, ...]
    on: date


def render() -> None:
    """The page."""
    with frame.page(labels.BATCH_TITLE, labels.NAV_SEARCH):
        require(person(), Action.READ)
        address = BatchAddress.read(frame.params())
        frame.html(tag("h1", labels.BATCH_TITLE), tag("p", labels.BATCH_SUB, class_="muted"))
        if not resources.home().catalog.is_file():
            frame.state(
                labels.EMPTY_LIBRARY, [labels.EMPTY_LIBRARY_DO], command=labels.add_command(resources.home().path)
            )
            return
        _form(address)
        done = st.session_state.get(_DONE)
        if done:
            _result(done)


def _form(address: BatchAddress) -> None:
    """The file and how it is asked; nothing happens before the button is pressed."""
    drop = Markup(f'<style>.st-key-batch {{ --label-drop: "{labels.BATCH_DROP}"; }}</style>')  # nothing of a visitor's
    st.html(drop)
    with st.container(key="batch").form("batch-form", border=False):
        upload = st.file_uploader(labels.BATCH_FILE, type=["csv", "tsv", "xlsx", "txt"], max_upload_size=_LARGEST)
        frame.html(tag("p", labels.BATCH_FORMATS, class_="muted"))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            mode = st.segmented_control(
                labels.MODE, list(Mode), default=address.mode, format_func=labels.MODES.__getitem__, required=True
            )
            wanted = st.number_input(labels.BATCH_PASSAGES, 1, PASSAGES_AT_MOST, address.passages, step=1, width=150)
        if address.filters:
            frame.html(chips(SearchAddress(filters=address.filters)))
        started = st.form_submit_button(labels.BATCH_START, type="primary")
    told = st.empty()
    if started and upload is not None:
        st.session_state.pop(_DONE, None)
        with told.container(), frame.errors_said():
            filters = parse_filters(f"{name}={value}" for name, value in address.filters)
            options = Options(Mode(mode or address.mode), int(wanted), filters)
            st.session_state[_DONE] = _run(upload.name, upload.getvalue(), options)
        if _DONE in st.session_state:
            told.empty()


def _run(name: str, data: bytes, options: Options) -> _Done:
    """Ask everything, saying how far it is."""
    questions = read_questions(data, name)
    total = len(questions.texts)
    bar = st.progress(0.0, labels.batch_progress(0, total))
    answered = []
    for one in answers(resources.searcher(), questions.texts, options):
        answered.append(one)
        bar.progress(one.number / total, labels.batch_progress(one.number, total))
    return _Done(name, questions, tuple(answered), date.today())


@st.fragment
def _result(done: _Done) -> None:
    counts = {outcome: sum(one.outcome is outcome for one in done.answered) for outcome in Outcome}
    total = len(done.answered)
    said = labels.batch_done(
        total, counts[Outcome.FOUND], counts[Outcome.IN_DOUBT], counts[Outcome.NOTHING], counts[Outcome.NOT_ASKED]
    )
    read = labels.batch_read(len(done.questions.texts), done.questions.column)
    frame.html(tag("div", tag("h2", done.name), tag("p", read, said), role="status"))
    st.download_button(
        labels.BATCH_DOWNLOAD,
        lambda: workbook(done.answered, on=done.on, worded=_worded),
        file_name=f"casebase-{done.on.isoformat()}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        on_click="ignore",
    )
    if total > _SHOWN:
        frame.html(tag("p", labels.batch_shown(_SHOWN, total), class_="muted"))
    frame.html(_table(done.answered[:_SHOWN]))
    command = f"python -m search quote --file casebase-{done.on.isoformat()}.xlsx"
    frame.html(tag("p", labels.BATCH_VERIFY, class_="muted"), tag("p", tag("code", command)))


def _worded(error: SearchError) -> str:
    told: CasebaseError = error
    return str(labels.error_text(told).what).rstrip("。.")


def _table(answered: Sequence[Answered]) -> Markup:
    head = [tag("th", name, scope="col") for name in (labels.BATCH_QUESTION, labels.BATCH_ANSWER, labels.BATCH_SOURCE)]
    rows = [_row(one) for one in answered]
    table = tag(
        "table", tag("thead", tag("tr", *head)), tag("tbody", *rows), class_="batch", aria_label=labels.BATCH_TABLE
    )
    return tag("div", table, class_="batch-box", tabindex="0", role="region", aria_label=labels.BATCH_TABLE)


def _row(one: Answered) -> Markup:
    question = tag("th", link(one.question, SearchAddress(one.question).href), scope="row")
    if not one.hits:
        said = labels.UNANSWERED if one.problem is None else labels.error_text(one.problem).what
        return tag("tr", question, tag("td", said), tag("td"), class_="none")
    hit = one.hits[0]
    cited = of_hit(hit)
    text = " ".join(cited.quote.split())
    quote = text[:_QUOTED] + ("……" if len(text) > _QUOTED else "")
    href = passage_href(hit.document.doc_id, cited.start, cited.end, back=SearchAddress(one.question))
    place = locator_text(cited.locator, start=cited.start, end=cited.end)
    more = tag("div", labels.more_passages(len(one.hits) - 1), class_="muted") if len(one.hits) > 1 else ""
    source = join([link(hit.document.title, href), tag("div", place, class_="muted"), more])
    doubt = tag("div", labels.BATCH_IN_DOUBT, class_="muted") if one.outcome is Outcome.IN_DOUBT else ""
    said = tag("span", quote, lang=language(hit.document.script))
    return tag("tr", question, tag("td", doubt, said, class_="quote"), tag("td", source))
