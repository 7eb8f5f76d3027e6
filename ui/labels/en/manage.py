"""Words of the management page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from corpus.backup import BackupProblem
from corpus.jobs import Step, Task
from ui.address import Section
from ui.labels.en.base import file_size, moment
from ui.labels.wording import thousands

NAV_MANAGE: Final = "Manage"
NOTHING_TO_MANAGE: Final = "Your role does not include managing the library."
NOTHING_TO_MANAGE_DO: Final = "Searching, reading and collections work as usual; ask an administrator for more."
NOT_THIS_SECTION: Final = "Your role does not include this section."
NOT_THIS_SECTION_DO: Final = "Choose another one above, or ask an administrator for another role."
SECTIONS: Final[dict[Section, str]] = {
    Section.FILES: "Add files",
    Section.REVIEW: "To check",
    Section.KIN: "Copies and versions",
    Section.INDEX: "Index and model",
    Section.BACKUP: "Backups",
    Section.PEOPLE: "People",
    Section.LOG: "Log",
}
SECTIONS_LABEL: Final = "Sections"

TASKS: Final[dict[Task, str]] = {
    Task.ADDING: "Adding files",
    Task.GATHERING: "Taking in submissions",
    Task.INDEXING: "Updating the index",
    Task.ENCODER: "Changing the language model",
    Task.CHECKING: "Checking the library",
    Task.MEASURING: "Comparing language models",
    Task.BACKING_UP: "Making a backup",
    Task.RESTORING: "Restoring a backup",
    Task.MATRIX: "Looking for evidence",
    Task.CLAIMS: "Reading figures",
    Task.OVERLAP: "Comparing texts",
}
STEPS: Final[dict[Step, str]] = {
    Step.STARTING: "Getting ready",
    Step.LOOKING: "Looking through the folder",
    Step.READING: "Reading files",
    Step.INDEXING: "Indexing",
    Step.CHECKING: "Checking",
    Step.SEARCHING: "Asking the questions",
    Step.PACKING: "Packing",
    Step.UNPACKING: "Unpacking and checking every file",
    Step.COMPARING: "Comparing",
}
STOP: Final = "Stop after the file at hand"
STOPPING: Final = "Stopping after the file at hand…"
STOPPED: Final = "Stopped as asked: the other files were not read; what was read is in the library."
GOES_ON: Final = "It goes on when this page is closed or loaded again; come back at any time."
ENDED_BADLY: Final = "Not completed"

ADD_FOLDER: Final = "Add a folder of this machine"
ADD_FOLDER_HINT: Final = (
    "Reads a folder of this server, with those below it. Symbolic links that lead out of it and hidden files are left "
    "out. The files themselves are not changed."
)
FOLDER: Final = "Full path of the folder"
FOLDER_PLACEHOLDER: Final = "such as /home/material/cases"
FOLDER_BUTTON: Final = "Read this folder"
NO_FOLDER_TYPED: Final = "Type the full path of a folder first."
BY_PAGE: Final = "Page by page"
NOT_FOLLOWED: Final = "Symbolic links that lead out of the folder, not read"
NO_FILES_FOUND: Final = "There was no file to read."

REVIEW_DONE: Final = "Nothing is left to check"
REVIEW_DONE_DO: Final = "Everything that was guessed or inferred has been confirmed by a person."
REVIEW_EVIDENCE: Final = "Read from"
REVIEW_FROM_FILE: Final = "Taken from what the file says of itself; the text has no words for it."
REVIEW_INFERRED: Final = "Inferred from something else; the text does not say it in so many words."
ACCEPT: Final = "Right, confirm"
CORRECT: Final = "Change to"
CORRECT_BUTTON: Final = "Save the correction"
CLEAR_VALUE: Final = "None is right: clear this field"
SKIP_ONE: Final = "Skip for now"
REVIEW_TYPE_ANOTHER: Final = "Type something else than what was recognised; if that is right, press “Right, confirm”."
CONFIRMED: Final = "Confirmed."
CORRECTED: Final = "Corrected."
READ_IN_CONTEXT: Final = "See it in the text"

KIN_NONE: Final = "No copies or versions were found"
KIN_NONE_DO: Final = "Files are compared when they are added: equal and similar texts, and versions, are listed here."
KIN_NOTE: Final = "Nothing is removed by itself. Search results show one copy of a text and name the others."
KIN_SAME: Final = "The same text"
KIN_NEAR: Final = "Nearly the same text"
KIN_VERSIONS: Final = "Versions of one document"
KIN_COPIES: Final = "One file from several paths"
KIN_COPIES_NOTE: Final = "The same byte for byte; the library keeps one. Nothing needs to be done."
COMPARE_TEXTS: Final = "Compare"
REMOVE_ONE: Final = "Remove"
REMOVE_ASK: Final = "Remove this document from the library?"
REMOVE_ASK_DO: Final = (
    "Its passages, its metadata and the kept original are deleted; other documents stay as they are. This cannot be "
    "undone, but the file can be added again."
)
REMOVE_YES: Final = "Remove"
REMOVE_NO: Final = "Keep"
REMOVED: Final = "Removed from the library."
FIRST_OF_GROUP: Final = "the oldest"
BACK_TO_GROUPS: Final = "Back to the list"
DIFF_NOTE: Final = "Removed words are struck through, added words underlined; the script of a character does not count."
DIFF_SAME: Final = "The two texts do not differ, but for script and white space."
DIFF_CUT: Final = "The documents are very long: only their beginnings were compared."
DIFF_MORE: Final = "There are many differences: only the first are shown."

INDEX_STATE: Final = "State"
INDEX_NONE: Final = "There is no index yet: nothing can be searched."
INDEX_FACTS: Final[dict[str, str]] = {
    "generation": "Generation",
    "built_at": "Built",
    "encoder": "Language model",
    "documents": "Documents",
    "passages": "Searchable passages",
    "pending": "Pending",
    "dense": "Vector index",
    "disk": "Disk use",
}
UP_TO_DATE: Final = "Up to date"
UPDATE: Final = "Update the index"
REBUILD: Final = "Rebuild all of it"
REBUILD_HINT: Final = "Updating takes in what has changed; while all is rebuilt, the old index stays in use."
EXAMINE: Final = "Check the library"
EXAMINE_NOTE: Final = "Checks every passage, every original, and what the index holds of them; may take minutes."
FINDINGS: Final[dict[str, tuple[str, str]]] = {
    "catalogue": ("The catalogue can be read", "The catalogue cannot be read: restore a backup"),
    "passages": (
        "Every passage lies within its text, in order",
        "Passages are out of place: remove and add their files",
    ),
    "kept files": ("Every original is as it came", "Originals are missing or changed: add the files again"),
    "index": ("The index can be used", "The index cannot be used: rebuild it"),
    "encoder": ("The language model fits the index", "The language model does not fit the index: rebuild it"),
    "up to date": ("The index is up to date", "Changes are not in the index yet: update it"),
    "index members": ("The catalogue has every member of the index", "The index holds unknown passages: rebuild it"),
    "sentences": (
        "The sentences of the index are those of the texts",
        "Sentences are missing or changed: rebuild it",
    ),
}
ENCODERS: Final = "Language model"
ENCODERS_NOTE: Final = (
    "Any sentence-transformers model can be used: put it into the folder encoders of the library, or give its path on "
    "this server. Measure first: the present model and the candidate answer the same questions; the index stays."
)
ENCODER_PICK: Final = "Candidate"
ENCODER_OTHER: Final = "Another folder…"
ENCODER_PATH: Final = "Full path of the model's folder"
ENCODER_PROMPT: Final = "In front of a question (may be empty)"
ENCODER_BUNDLED: Final = "Bundled model"
ENCODER_IN_USE: Final = " (in use)"
MEASURE_ENCODER: Final = "Measure the difference"
MEASURE_NOTE: Final = "With a large model this may take minutes or longer; everything works as usual meanwhile."
SWITCH: Final = "Use this model"
SWITCH_NOTE: Final = "Everything is indexed anew with the new model; the old index stays in use until that is done."
SWITCH_UNMEASURED: Final = "This model was not measured. Change all the same"
SAME_ENCODER: Final = "This is the model in use."
MEASURED: Final = "What was measured"
MEASURED_COLUMNS: Final = (
    "Measure",
    "Mode",
    "In use",
    "Candidate",
    "Difference",
    "95 % interval",
    "p",
    "Verdict",
    "Better / same / worse",
)
COST_COLUMNS: Final = ("Model", "Dimensions", "A passage", "A question")
QUESTIONS_OF: Final[dict[str, str]] = {
    "labels": "Measured on {count} questions that people graded in this library.",
    "own": "Fewer than {enough} questions are graded in this library ({labelled}), so the {count} bundled questions "
    "were asked of the starter library; grade more results to measure on your own material.",
}

BACKUP_NOTE: Final = (
    "A backup is one ZIP file with the catalogue, the originals, grades, collections, people and settings, each file "
    "with its checksum. The library can be used meanwhile. It holds every document: keep it safe."
)
BACKUP_MAKE: Final = "Make a backup"
BACKUP_WITHOUT_INDEX: Final = "Without the index (smaller; built again when restored)"
BACKUP_WHERE: Final = "Kept on the server in"
BACKUPS: Final = "Backups"
BACKUPS_NONE: Final = "There is no backup yet."
BACKUP_COLUMNS: Final = ("Made", "File", "Size", "Holds")
BACKUP_CHOOSE: Final = "Choose a backup"
BACKUP_BROKEN: Final = "Cannot be read; it may be damaged"
BACKUP_DOWNLOAD: Final = "Download this backup"
BACKUP_TOO_LARGE: Final = "The file is large: copy it from the folder on the server."
BACKUP_REMOVE: Final = "Delete this backup"
BACKUP_REMOVE_SURE: Final = "Yes, delete this backup"
BACKUP_REMOVED: Final = "The backup was deleted."
BACKUP_OTHER: Final = "Another backup on the server…"
BACKUP_PATH: Final = "Full path of the backup"
RESTORE: Final = "Restore this backup"
RESTORE_ASK: Final = "Restore a backup"
RESTORE_SURE: Final = "Yes, put this backup in the place of the library"
RESTORE_YES: Final = "Restore"
RESTORED: Final = "Restored: search and reader use the restored library now."
WITH_INDEX: Final = "with index"
WITHOUT_INDEX: Final = "without index"

BACKUP_PROBLEMS: Final[dict[BackupProblem, tuple[str, str]]] = {
    BackupProblem.EXISTS: ("There is a file of this name; nothing was written", "Choose another name."),
    BackupProblem.UNREADABLE: ("The backup is not there or cannot be opened", "Check the path and its permissions."),
    BackupProblem.UNWRITABLE: (
        "The backup cannot be written; no half of it was left",
        "Check the folder, permissions and disk space, then try again.",
    ),
    BackupProblem.FOREIGN: ("This file is no backup of Casebase; nothing was restored", "Choose one made here."),
    BackupProblem.DAMAGED: (
        "The backup is incomplete or damaged; nothing was restored, the library is as it was",
        "Use another backup.",
    ),
    BackupProblem.UNSAFE: (
        "The backup names files outside of the library; nothing was restored",
        "Somebody may have changed it: do not use it.",
    ),
    BackupProblem.TOO_NEW: ("The backup was made by a newer version; nothing was restored", "Update the program."),
    BackupProblem.NO_SPACE: ("There is not enough disk space; nothing was restored", "Free some space first."),
    BackupProblem.OCCUPIED: ("The folder holds something already; nothing was restored", "Restore into a new folder."),
    BackupProblem.IMMOVABLE: (
        "The folder of the library cannot be renamed (a mounted disk?); nothing was changed",
        "Restore into a new folder on the command line, then use that.",
    ),
}


def time_left(seconds: float) -> str:
    """An estimate, no more precise than it is."""
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {minutes / 60:.1f} h"


def job_progress(step: str, done: int, total: int, left: str, *, in_bytes: bool) -> str:
    """How far a job is."""
    if not total:
        return f"{step}…"
    amount = f"{file_size(done)} / {file_size(total)}" if in_bytes else f"{thousands(done)} / {thousands(total)}"
    return f"{step}: {amount}" + (f", {left} left" if left else "")


def job_by(task: str, person: str, since: str) -> str:
    """Who is doing what."""
    return f"{task} ({person}, since {moment(since)})"


def documents_so_far(count: int) -> str:
    """How many documents have come out of the files so far."""
    return f"{thousands(count)} documents so far"


def report_of(names: Sequence[str], person: str, since: str) -> str:
    """Whose report it is, and of what."""
    some = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return (f"{some} · " if some else "") + f"{person}, {moment(since)}"


def left_to_review(low: int, medium: int) -> str:
    """How much is left in the queue."""
    return f"{thousands(low)} guesses and {thousands(medium)} inferences left"


def review_position(position: int, total: int) -> str:
    """Which of the queue is on show."""
    return f"{thousands(position)} of {thousands(total)}"


def kin_counts(same: int, near: int, versions: int) -> str:
    """How many groups there are."""
    return f"{same} groups of the same text, {near} of nearly the same, {versions} of versions"


def kin_pending(count: int) -> str:
    """That not everything was compared."""
    return f"{thousands(count)} documents have not been compared yet; updating the index does that."


def likeness(share: float) -> str:
    """How alike two texts are, in words: never 100 % for what is not the same."""
    percent = min(share, 0.999) * 100
    steps = ((0.99, "a few characters apart"), (0.8, "mostly the same"), (0.5, "partly the same"))
    words = next((said for least, said in steps if share >= least), "much changed")
    return f"{words} ({percent:.1f} % of the characters)"


def diff_counts(removed: int, inserted: int) -> str:
    """How much differs."""
    return f"{thousands(removed)} characters removed, {thousands(inserted)} added."


def unchanged(count: int) -> str:
    """Paragraphs that both texts have."""
    return f"{thousands(count)} paragraphs the same"


def pending_documents(take_in: int, drop: int) -> str:
    """What the index has yet to take in and to drop."""
    return f"{thousands(take_in)} documents to take in, {thousands(drop)} to drop"


def disk(catalog: int, sources: int, index: int, vectors: int) -> str:
    """How much room each part takes."""
    parts = [("catalogue", catalog), ("originals", sources), ("index", index), ("vectors", vectors)]
    return ", ".join(f"{name} {file_size(size)}" for name, size in parts)


def index_done(updated: int, dropped: int, documents: int, passages: int) -> str:
    """What a build did."""
    held = f"{thousands(documents)} documents, {thousands(passages)} passages"
    if not updated and not dropped:
        return f"The index is up to date: {held}."
    return f"Indexed: {thousands(updated)} taken in, {thousands(dropped)} dropped; it holds {held}."


def milliseconds_each(value: float) -> str:
    """How long one takes."""
    return f"{value:.0f} ms" if value >= 10 else f"{value:.2f} ms"


def indexing_estimate(passages: int, milliseconds: float) -> str:
    """How long indexing everything would take."""
    minutes = max(passages * milliseconds / 60_000, 0.1)
    return f"At this pace encoding all {thousands(passages)} passages takes {minutes:.1f} minutes."


def backup_holds(documents: int, files: int, index: str) -> str:
    """What a backup holds."""
    return f"{thousands(documents)} documents, {thousands(files)} files, {index}"


def backup_done(name: str, size: int, documents: int) -> str:
    """That a backup was made."""
    return f"Backup made: {name} ({file_size(size)}, {thousands(documents)} documents)."


def originals_missing(count: int) -> str:
    """Originals that were lost before the backup."""
    return f"{thousands(count)} originals were missing before the backup was made: check the library."


def restore_says(made_at: str, documents: int, now: int) -> tuple[str, ...]:
    """What restoring will do."""
    return (
        f"The library goes back to {moment(made_at)}: {thousands(documents)} documents (now {thousands(now)}).",
        "What is there now is not deleted: it is kept in a folder beside it.",
        "Every file is unpacked and checked first; if anything is wrong, the library stays as it is.",
        "Grades, collections, people and settings go back, too; everybody has to sign in again.",
    )


def restored_to(made_at: str, kept: str) -> str:
    """What was restored, and where the library is that was there before."""
    before = f" What was there is kept in “{kept}”." if kept else ""
    return f"The library is back at {moment(made_at)}.{before}"
