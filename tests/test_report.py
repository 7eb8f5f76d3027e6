"""What ingest reports say."""

from corpus.model import Notice, NoticeCode
from corpus.report import page_ranges, sentence, sentences


def test_page_ranges():
    assert page_ranges([7, 1, 2, 3, 3]) == "1–3, 7"
    assert page_ranges([]) == ""


def test_every_code_has_a_sentence():
    for code in NoticeCode:
        said = sentence(Notice(code, "4"))
        assert said.endswith(".")
        assert code.value not in said


def test_the_same_thing_about_several_pages_is_said_once():
    notices = [Notice(NoticeCode.EMPTY_PAGE, page=page) for page in (1, 2, 5)]
    assert sentences([*notices, Notice(NoticeCode.CONTROL_CHARACTERS, "3")]) == [
        "Pages 1–2, 5: No text here (a scan?).",
        "3 control characters were replaced by spaces.",
    ]
    assert sentence(notices[0]).startswith("Page 1: ")
