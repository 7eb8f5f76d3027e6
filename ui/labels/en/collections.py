"""Words of collections: taking excerpts into them, ordering, checking, exporting, sharing."""

from __future__ import annotations

from typing import Final

from search.collections import ItemKind, Visibility
from search.collections.checking import Finding
from search.collections.export import Form

NAV_COLLECTIONS: Final = "Collections"
COLLECTIONS_SUB: Final = (
    "Gather passages that you found, add notes, put them in order, and export a paper whose quotations can be checked."
)
COLLECT: Final = "Collect"
COLLECT_INTO: Final = "Into"
COLLECT_NEW: Final = "New collection …"
COLLECT_SAVE: Final = "Collect"
COLLECTION_TITLE: Final = "Title"
COLLECTION_TITLE_EXAMPLE: Final = "For example: Lifts in old housing blocks"
COLLECTION_UNTITLED: Final = "Untitled collection"
COLLECTION_DESCRIPTION: Final = "Description"
COLLECTION_DESCRIPTION_EXAMPLE: Final = "For whom, answering what (optional)"
COLLECTION_MAKE: Final = "Make"
COLLECTIONS_OWN: Final = "My collections"
COLLECTIONS_SHARED: Final = "Shared by others"
COLLECTIONS_NONE: Final = "There is no collection yet"
COLLECTIONS_NONE_DO: Final = (
    "Search first, and press “Collect” on a result or in the reader;",
    "or give one a title above, and fill it later.",
)
COLLECTIONS_SEARCH: Final = "Search"
COLLECTIONS_ALL: Final = "All collections"
COLLECTION_EMPTY: Final = "This collection is still empty"
COLLECTION_EMPTY_DO: Final = (
    "Press “Collect” on a result or in the reader: the passage comes with its source. "
    "Or begin with headings, below, as a framework."
)
ITEM_NOTE: Final = "Note"
ITEM_NOTE_EXAMPLE: Final = "Why it is here, what it shows (optional)"
ITEM_NOTED: Final = "Note: "
ITEM_TEXTS: Final[dict[ItemKind, str]] = {
    ItemKind.EXCERPT: "Note",
    ItemKind.HEADING: "Heading",
    ItemKind.TEXT: "Text",
}
ITEM_UP: Final = "Up"
ITEM_DOWN: Final = "Down"
ITEM_EDIT: Final = "Edit"
ITEM_REMOVE: Final = "Remove"
ITEM_UNDO: Final = "Undo"
ITEM_POSITION: Final = "Position"
ITEM_SAVE: Final = "Save"
ITEM_CANCEL: Final = "Cancel"
ADD_HEADING: Final = "Add a heading"
ADD_TEXT: Final = "Add a text"
ADD_TEXT_HINT: Final = (
    "Your own words: an introduction, a transition, a summary. Exports keep them apart from quotations."
)
ADD_ITEM: Final = "Add"
EXPORT_COLLECTION: Final = "Export"
EXPORT_COLLECTION_HINT: Final = (
    "Every quotation carries its document, its place and the checksum of the file, so that it can be checked later:"
)
EXPORT_COLLECTION_COMMAND: Final = "python -m search quote --file EXPORTED_FILE"
FORMS: Final[dict[Form, str]] = {
    Form.DOCX: "Word briefing",
    Form.MARKDOWN: "Markdown",
    Form.XLSX: "Excel table",
    Form.BIBTEX: "BibTeX",
    Form.RIS: "RIS",
    Form.CSL: "CSL-JSON",
    Form.JSON: "JSON (everything)",
}
CHECK_ALL: Final = "Check all quotations"
QUOTATION_FINDINGS: Final[dict[Finding, str]] = {
    Finding.EXACT: "Same as the original, to the character",
    Finding.MOVED: "The words are there, at another place",
    Finding.CHANGED: "Differs from the text in the library",
    Finding.GONE: "The document is not in the library any more",
    Finding.INCOMPLETE: "Lacks what is needed to check it",
}
FINDING_OTHER_FILE: Final = "The document was made of another file"
FINDING_NOTHING_LIKE_IT: Final = "The document holds nothing like it"
COLLECTION_SETTINGS: Final = "Title and sharing"
COLLECTION_VISIBILITY: Final = "Who sees it"
VISIBILITIES: Final[dict[Visibility, str]] = {
    Visibility.PRIVATE: "Only me",
    Visibility.SHARED: "Everyone may read it",
    Visibility.OPEN: "Everyone may read it; reviewers and editors may add to it",
}
VISIBILITY_MARKS: Final[dict[Visibility, str]] = {
    Visibility.PRIVATE: "private",
    Visibility.SHARED: "everyone may read it",
    Visibility.OPEN: "open to additions",
}
VISIBILITY_NOT_ALLOWED: Final = "Your role does not include sharing; ask an administrator if you need it."
COLLECTION_SAVE: Final = "Save"
COLLECTION_DELETE: Final = "Delete this collection"
COLLECTION_DELETE_SURE: Final = "I know that this cannot be undone"
COLLECTION_DELETED: Final = "The collection has been deleted."


def collected(title: str) -> str:
    """An excerpt was put into a collection."""
    return f"Collected into “{title}”"


def collected_already(title: str) -> str:
    """The same span stands in the collection already."""
    return f"“{title}” holds this passage already; it was not added again."


def collection_size(excerpts: int, documents: int) -> str:
    """How much stands in a collection."""
    if not excerpts:
        return "no quotation yet"
    quotations = f"{excerpts} quotation" + ("s" if excerpts > 1 else "")
    return f"{quotations} from {documents} document" + ("s" if documents > 1 else "")


def collection_changed(moment: str) -> str:
    """When a collection was last changed."""
    return f"changed {moment}"


def collection_owner(name: str) -> str:
    """Whose it is."""
    return f"by {name}"


def item_added_by(name: str) -> str:
    """Who put an item in, where that is not the owner."""
    return f"added by {name}"


def item_removed(words: str) -> str:
    """Something was taken out; the words it begins with."""
    return f"Removed: “{words}”"


def checked_all(checked: int, failed: int) -> str:
    """What checking every quotation found."""
    if not checked:
        return "There is no quotation to check yet."
    found = f"{failed} of them need a look." if failed else "all are the same as the original, to the character."
    return f"{checked} quotation{'s' if checked > 1 else ''} checked: {found}"


def finding_now(words: str) -> str:
    """What the document says now."""
    return f"The text now: “{words}”"


def finding_difference(quoted: str, found: str) -> str:
    """One difference between the quotation and the text."""
    return f"quoted “{quoted}”, the text has “{found}”"


def finding_elsewhere(title: str) -> str:
    """The same words stand in another document."""
    return f"the same words stand in “{title}”"


def export_as(form: Form, suffix: str) -> str:
    """A format on offer."""
    return f"{FORMS[form]} (.{suffix})"
