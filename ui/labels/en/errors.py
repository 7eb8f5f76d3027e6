"""The wording of every error: what happened, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from corpus.errors import CasebaseError, ReadProblem
from corpus.workspace import OWNER
from review.rounds.model import RoundError
from review.rubric.model import RubricError
from review.scores.model import ScoreError, SheetFileError
from ui.labels.cases import Case, ErrorText, ListFault, worded
from ui.labels.en.base import BAD_DATE, EMPTY_LIBRARY, EMPTY_LIBRARY_DO, FIELDS
from ui.labels.en.manage import BACKUP_PROBLEMS, TASKS
from ui.labels.en.people import (
    AUDIT_OWNER,
    DOOR_CLOSED,
    DOOR_CLOSED_COMMAND,
    DOOR_CLOSED_DO,
    PERSON_PROBLEMS,
    ROLES_OF_PEOPLE,
)
from ui.labels.en.report import QUALITY_COMMAND
from ui.labels.en.rounds import round_refusal
from ui.labels.en.scores import score_refusal

_SAVE_AGAIN: Final = "Save it again from where it came."
READ_PROBLEMS: Final[dict[ReadProblem, tuple[str, str]]] = {
    ReadProblem.MISSING: ("The file was not found", "Check the path."),
    ReadProblem.NOT_A_FILE: ("This is not a regular file", "Choose files, or a folder with files."),
    ReadProblem.UNREADABLE: ("The file cannot be opened", "Check its permissions."),
    ReadProblem.EMPTY: ("The file is empty (0 bytes)", _SAVE_AGAIN),
    ReadProblem.TOO_LARGE: ("The file is larger than 200 MB", "Split it, then add the parts."),
    ReadProblem.UNSUPPORTED: (
        "This format is not supported",
        "Save the file as PDF, DOCX, HTML, Markdown or plain text.",
    ),
    ReadProblem.BINARY: ("The content is not text, whatever the extension says", "Check that this is the right file."),
    ReadProblem.ENCRYPTED: ("The file is protected by a password", "Save a copy without one."),
    ReadProblem.DAMAGED: ("The file is damaged", _SAVE_AGAIN),
    ReadProblem.NO_TEXT: ("There is no text to extract: probably a scan", "Provide a version with text."),
    ReadProblem.NEEDS_OFFICE: (
        "Reading this format needs LibreOffice, which is not installed here",
        "Install it, or save the file as DOCX (spreadsheets as XLSX).",
    ),
    ReadProblem.CHANGING: ("The file was being changed and was not read", "Add it again once it is complete."),
    ReadProblem.TOO_SLOW: ("Reading took too long and was stopped", "Split the file, or save it in a simpler format."),
    ReadProblem.TOO_MUCH_MEMORY: ("Reading took too much memory and was stopped", "Split the file."),
    ReadProblem.CRASHED: (
        "The reader broke down on this file",
        "Save it again from where it came, or save it as PDF.",
    ),
    ReadProblem.NO_FILES: ("The archive holds no files", "Pack it again."),
    ReadProblem.UNSAFE_NAME: (
        "A name in the archive points outside of it; that file was not read",
        "Pack the archive again with ordinary file names.",
    ),
    ReadProblem.REPEATED: (
        "The archive holds several files of this name; only one was read",
        "Rename them and pack the archive again.",
    ),
    ReadProblem.NESTED: ("The archive is nested too deeply and was not opened", "Unpack it first, then add the files."),
}
LIST_FAULTS: Final[dict[ListFault, str]] = {
    ListFault.UNREADABLE: "the file cannot be opened. Check its permissions.",
    ListFault.TOO_LARGE: "the file is too large. Shorten it.",
    ListFault.ENCODING: "its encoding cannot be told. Save it as UTF-8.",
    ListFault.ALONE: "a group needs at least two words, written “A = B”, or “A => B” for one direction only.",
    ListFault.TWO_ARROWS: "“=>” may stand there only once. Write one direction a line.",
    ListFault.NO_WORD: "every word needs at least two characters and no punctuation.",
    ListFault.TOO_SHORT: "every word needs at least two characters; separate words with “=”.",
}
_BUILD: Final = "python -m indexing build --home {path}"
_MEND_LIST: Final = "Correct it and try again; until then, searching cannot use this list."
_MEASURE_ANEW: Final = "Run the evaluation again to make this file anew:"
_BAD_VALUE: Final = "{field}: “{value}” is not possible and was not saved."
ERRORS: Final[dict[Case, ErrorText]] = {
    Case.OTHER: ErrorText(
        "This step was not completed.",
        "Try again; if it still fails, run on the command line to see why:",
        "python -m indexing doctor",
    ),
    Case.READ: ErrorText("{what}.", "{remedy}"),
    Case.QUERY_EMPTY: ErrorText("Nothing to search for yet.", "Type a few words, or a sentence."),
    Case.QUERY_NO_TERMS: ErrorText("The question holds no letters or digits.", "Type a few words, or a sentence."),
    Case.QUERY_ONLY_MINUS: ErrorText(
        "The question only says what to leave out.", "Type what to look for as well, then -WORD."
    ),
    Case.QUERY_TOO_LONG: ErrorText(
        "The question has {length} characters; the limit is {limit}.", "Keep the one or two sentences that matter most."
    ),
    Case.FILTER_YEAR: ErrorText("“{year}” is not a year.", "Write 2021 or 2020..2023, or clear the filters."),
    Case.FILTER: ErrorText("The filter “{given}” is not known.", "Clear the filters and choose again on the left."),
    Case.LOCKED: ErrorText(
        "Another program is writing to the library; nothing was changed this time.",
        "Try again when it has finished; searching and reading go on as usual.",
    ),
    Case.HOME_EMPTY: ErrorText(
        f"{EMPTY_LIBRARY}.", EMPTY_LIBRARY_DO, "python -m corpus add FILES_OR_FOLDERS --home {path}"
    ),
    Case.HOME_GRADES_DAMAGED: ErrorText(
        "The file judgements.sqlite in “{home}”, which holds your grades, is damaged. Documents and search are fine.",
        "Restore it from a backup; without one, move it away and grade anew.",
    ),
    Case.HOME_DAMAGED: ErrorText(
        "The catalogue catalog.sqlite of the library “{home}” is damaged.",
        "Restore it from a backup, or add the files to a new library:",
        "python -m corpus add FOLDER --home NEW_FOLDER",
    ),
    Case.HOME_TOO_NEW: ErrorText(
        "The library “{home}” was made by a newer version of the program.", "Update the program, then open it again."
    ),
    Case.HOME_UNUSABLE: ErrorText(
        "The library “{home}” cannot be read or written.", "Check disk space and permissions, then try again."
    ),
    Case.INDEX_DAMAGED: ErrorText(
        "Files of the index are missing or damaged. No document is lost.", "Build the index again:", _BUILD
    ),
    Case.INDEX_MISSING: ErrorText(
        "The documents are stored, but there is no index yet.",
        "Press “Build the index”, or run on the command line:",
        _BUILD,
    ),
    Case.INDEX_MISMATCH: ErrorText(
        "The index does not fit this version of the program, the model or the library, and cannot be used.",
        "Build it again once; the documents stay as they are:",
        _BUILD,
    ),
    Case.INDEX_DICTIONARY: ErrorText(
        "The user dictionary dictionary.txt has changed; the index was built with it as it was, and cannot be used.",
        "Undo the change, or build the index again once; the documents stay as they are:",
        _BUILD,
    ),
    Case.METADATA_DATE: ErrorText(_BAD_VALUE, BAD_DATE),
    Case.METADATA_CHOICE: ErrorText(_BAD_VALUE, "Choose one of the values on offer."),
    Case.NOT_FOUND: ErrorText(
        "There is no “{name}” in the library.",
        "It may have been removed, or the link is incomplete; open it again from the library or a search.",
    ),
    Case.ROUND_NOT_FOUND: ErrorText(
        "There is no such round, or no “{name}” in it.",
        "It may have been deleted, or you have no seat in it; open it again from the list of rounds.",
    ),
    Case.COLLECTION_NOT_FOUND: ErrorText(
        "There is no such collection, or this item of it has been removed.",
        "It may have been deleted, or is not shared with you; open it again from “Collections”.",
    ),
    Case.COLLECTION_NOT_YOURS: ErrorText(
        "This collection belongs to somebody else. Nothing was changed.",
        "Ask its owner, or collect into one of your own.",
    ),
    Case.COLLECTION_NO_WORDS: ErrorText("Nothing has been filled in.", "Type a few words, then save."),
    Case.COLLECTION_TOO_LONG: ErrorText(
        "This is longer than {limit} characters and was not saved.", "Shorten it, or divide it."
    ),
    Case.COLLECTION_TOO_MANY: ErrorText(
        "This collection holds {limit} items already and takes no more.", "Begin another collection."
    ),
    Case.COLLECTION_MEANWHILE: ErrorText(
        "Somebody else has just changed this item; your change was not saved.",
        "Copy your words, cancel, read what it says now, then edit it again.",
    ),
    Case.NOTE_EMPTY: ErrorText("The note is empty and was not saved.", "Write a few words, then save."),
    Case.NOTE_TOO_LONG: ErrorText(
        "The note is longer than {limit} characters and was not saved.", "Shorten it, or write several."
    ),
    Case.NOTE_WORDS: ErrorText(
        "No words are marked that a note could be about; nothing was saved.", "Select 1 to {limit} characters first."
    ),
    Case.ENCODER: ErrorText(
        "The language model “{name}” cannot be loaded.",
        "Search by “Keywords” for now, or build the index again with the bundled model:",
        "python -m indexing build --encoder bundled",
    ),
    Case.WORKER: ErrorText(
        "The program that reads files cannot be started.",
        "Install the required packages again and add the files once more; stored documents are not affected.",
    ),
    Case.WORD_LIST: ErrorText("The word list “{path}” cannot be used: {fault}", _MEND_LIST),
    Case.WORD_LIST_LINE: ErrorText("The word list “{path}” cannot be used, line {line}: {fault}", _MEND_LIST),
    Case.PERSON: ErrorText("“{name}” {what}. Nothing was saved.", "{remedy}"),
    Case.NOT_ALLOWED: ErrorText(
        "{name} ({role}) may not do this. Nothing was changed.", "If it is needed, ask an administrator."
    ),
    Case.NOT_SIGNED_IN: ErrorText("You are not signed in, or your time was up.", "Sign in again."),
    Case.SLOW_DOWN: ErrorText("Too many attempts.", "Try again in {seconds} seconds."),
    Case.SETTINGS: ErrorText(DOOR_CLOSED, DOOR_CLOSED_DO, DOOR_CLOSED_COMMAND),
    Case.BACKUP: ErrorText("{what}.", "{remedy}"),
    Case.BUSY: ErrorText(
        "{person} is busy ({task}); nothing was begun.",
        "Try again when that has finished; the page “Manage” shows how far it is.",
    ),
    Case.BROKEN_OFF: ErrorText("{task} broke off.", "Try again; if it fails again, look at the log of the server."),
    Case.LABELLED_SET: ErrorText("The evaluation data “{path}” cannot be used.", _MEASURE_ANEW, QUALITY_COMMAND),
    Case.QUESTIONS_NONE: ErrorText(
        "There is no question in “{name}”.",
        "Write the questions into a column called “question”, or one a line into a text file.",
    ),
    Case.QUESTIONS_MANY: ErrorText(
        "“{name}” holds {found} questions; at most {limit} are answered at once.", "Split it into several files."
    ),
    Case.SAVED_NAMELESS: ErrorText("A saved search needs a name.", "Write a few words by which you will know it."),
    Case.SAVED_LONG: ErrorText("The name is too long.", "Write at most {limit} characters."),
    Case.SAVED_MANY: ErrorText("{limit} searches are saved already.", "Remove some that are no longer needed first."),
    Case.LABELLED_SET_LINE: ErrorText(
        "The evaluation data “{path}” cannot be used (line {line}).", _MEASURE_ANEW, QUALITY_COMMAND
    ),
}


def error_text(error: CasebaseError) -> ErrorText:
    """An error as the page words it: what happened, what to do."""
    if isinstance(error, RoundError | RubricError):
        return round_refusal(error)
    if isinstance(error, ScoreError | SheetFileError):
        return score_refusal(error)
    problems = (*READ_PROBLEMS.items(), *PERSON_PROBLEMS.items(), *BACKUP_PROBLEMS.items())
    what, remedy = ({problem: said[at] for problem, said in problems} for at in (0, 1))
    names: dict[str, Mapping[Any, object]] = {"what": what, "remedy": remedy, "field": FIELDS, "fault": LIST_FAULTS}
    names |= {"role": ROLES_OF_PEOPLE, "task": TASKS, "person": {OWNER.name: AUDIT_OWNER}}
    return worded(error, ERRORS, names)
