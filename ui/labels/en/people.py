"""Words about people, signing in and the audit log."""

from __future__ import annotations

from typing import Final

from corpus.workspace.accounts import State
from corpus.workspace.audit import Change
from corpus.workspace.people import LONGEST_PASSWORD, NAME_LIMIT, SHORTEST_PASSWORD, PersonProblem, Role

# Signing in

SIGN_IN: Final = "Sign in"
SIGN_IN_NAME: Final = "Account"
SIGN_IN_PASSWORD: Final = "Password"
SIGN_IN_WRONG: Final = "The account or the password is wrong. Try again."
SIGN_IN_WAIT: Final = "Too many attempts. Try again in {seconds} seconds."
SIGN_IN_LOCKED: Final = (
    "Signing in failed too often. Try again in {minutes} minutes, or ask an administrator for another password."
)
SIGN_IN_HELP: Final = "No account, or a forgotten password? Ask an administrator."
SIGN_IN_PROVIDER: Final = "Sign in with your organisation"
SIGN_IN_PROVIDER_NOTE: Final = "This leads to your organisation’s sign-in page, and back here afterwards."
SIGN_IN_AGAIN: Final = "Your session has ended. Please sign in again."
SIGN_IN_GO: Final = "Sign in"
SIGNED_OUT: Final = "You are signed out."
SIGN_OUT: Final = "Sign out"
SIGN_OUT_EVERYWHERE: Final = "Sign out on all devices"
NO_ROLE: Final = "“{name}” has no access yet"
NO_ROLE_DO: Final = "We know who you are, but no administrator has let you in. Tell one of them the account above."
NOT_VERIFIED: Final = "Your organisation did not vouch for an e-mail address"
NOT_VERIFIED_DO: Final = "Ask an administrator: the address can be verified there, or the settings file changed."
OTHER_ACCOUNT: Final = "Use another account"
DOOR_CLOSED: Final = "Not available at the moment"
DOOR_CLOSED_DO: Final = (
    "The settings for signing in are broken, and nobody is let in until they are mended. No document is affected. "
    "An administrator can see why by running this on the server:"
)
DOOR_CLOSED_COMMAND: Final = "python -m corpus people list"
GOING_ON: Final = "Opening…"
GO_ON: Final = "If nothing happens, click here."

# One's own account

ACCOUNT: Final = "My account"
ACCOUNT_OF: Final = "{name} ({role})"
ACCOUNT_BACK: Final = "Back"
CHANGE_PASSWORD: Final = "Change the password"
PASSWORD_NOW: Final = "Present password"
PASSWORD_NEW: Final = "New password"
PASSWORD_AGAIN: Final = "New password once more"
PASSWORD_RULE: Final = f"At least {SHORTEST_PASSWORD} characters. A few unrelated words are safe and easy to remember."
PASSWORD_SAVE: Final = "Save the new password"
PASSWORD_CHANGED: Final = "The password was changed, and all other devices were signed out."
PASSWORDS_DIFFER: Final = "The two new passwords differ. Nothing was changed."
SESSIONS: Final = "Where you are signed in"
SESSION_HERE: Final = "this device"
SESSION_SINCE: Final = "Since"
SESSION_SEEN: Final = "Last used"
SESSION_ADDRESS: Final = "Address"
SESSION_AGENT: Final = "Browser"

# Administration

PEOPLE: Final = "People and roles"
PEOPLE_NOTE: Final = (
    "The role says what a person may do; changes hold at once. People who are removed cannot sign in any more; their "
    "collections and records are kept."
)
PEOPLE_NOBODY_SIGNS_IN: Final = "Nobody has to sign in: whoever can open this page is the administrator."
PEOPLE_TURN_ON: Final = (
    "To give everybody an account: make one for an administrator here or on the command line, then write a settings "
    "file, casebase.toml, into the folder of the library:"
)
PEOPLE_SETTINGS: Final = '[sign_in]\nmethod = "local"'
PEOPLE_NO_ADMINISTRATOR: Final = "There is no administrator yet: make one before you turn signing in on."
PEOPLE_NONE: Final = "There are no accounts yet."
PERSON_NAME: Final = "Account"
PERSON_NAME_HINT: Final = "What is typed to sign in, such as zhang.san"
PERSON_EMAIL_HINT: Final = "E-mail address, such as zhang.san@example.cn"
PERSON_SHOWN: Final = "Name"
PERSON_ROLE: Final = "Role"
PERSON_ROLES: Final = "What each role may do"
PERSON_MAY: Final = "May"
PERSON_STATE: Final = "State"
PERSON_SESSIONS: Final = "Devices"
PERSON_MADE: Final = "Made on"
PERSON_ADD: Final = "New account"
PERSON_ADD_BUTTON: Final = "Make the account"
PERSON_EDIT: Final = "Manage"
PERSON_SAVE: Final = "Save"
PERSON_DISABLE: Final = "Disable"
PERSON_ENABLE: Final = "Enable again"
PERSON_REMOVE: Final = "Remove"
PERSON_REMOVE_SURE: Final = "Yes, remove; their collections and records are kept"
PERSON_RESET: Final = "New password"
PERSON_SIGN_OUT: Final = "Sign out everywhere"
PERSON_AGAIN: Final = "This is the same person: give them back the account with all that was theirs"
PERSON_SAVED: Final = "Saved."
PERSON_REMOVED: Final = "“{name}” was removed."
PASSWORD_ONCE: Final = "The password of “{name}”, shown this once; hand it over in person or by another safe way:"
PASSWORD_ONCE_DO: Final = "They should replace it by their own under “My account”."

ROLES_OF_PEOPLE: Final[dict[Role, str]] = {
    Role.READER: "Reader",
    Role.REVIEWER: "Reviewer",
    Role.EDITOR: "Editor",
    Role.ADMINISTRATOR: "Administrator",
}
ROLES_MEAN: Final[dict[Role, str]] = {
    Role.READER: "searches, reads and quotes; has collections of their own",
    Role.REVIEWER: "also judges relevance, scores, evaluates, and shares collections",
    Role.EDITOR: "also adds files, corrects metadata, removes documents, updates the index",
    Role.ADMINISTRATOR: "everything, with people, settings, backup and restore, and the audit log",
}
STATES_OF_PEOPLE: Final[dict[State, str]] = {
    State.ACTIVE: "active",
    State.DISABLED: "disabled",
    State.REMOVED: "removed",
}

PERSON_PROBLEMS: Final[dict[PersonProblem, tuple[str, str]]] = {
    PersonProblem.NAME: (
        "cannot be the name of an account",
        f"Use up to {NAME_LIMIT} letters, digits and . _ - + @.",
    ),
    PersonProblem.TAKEN: ("has an account already", "Choose another name."),
    PersonProblem.REMOVED: (
        "was removed, and what they made is still under this name",
        "For the same person, tick “give them back the account”; otherwise choose another name.",
    ),
    PersonProblem.SHOWN: ("cannot be shown with that name", f"Use one line of up to {NAME_LIMIT} characters."),
    PersonProblem.SHORT_PASSWORD: ("needs a longer password", f"Use at least {SHORTEST_PASSWORD} characters."),
    PersonProblem.LONG_PASSWORD: ("needs a shorter password", f"Use at most {LONGEST_PASSWORD} characters."),
    PersonProblem.PASSWORD_IS_NAME: ("has the same name and password", "Choose one that nobody can guess."),
    PersonProblem.WRONG_PASSWORD: ("has another password than that", "Type the present password again."),
    PersonProblem.LAST_ADMINISTRATOR: ("is the last administrator", "Make somebody else an administrator first."),
}

# The audit log

AUDIT: Final = "Audit log"
AUDIT_NOTE: Final = "Who changed what, and when. Lines are added, never changed."
AUDIT_NONE: Final = "Nothing of this kind has been recorded."
AUDIT_WHEN: Final = "When"
AUDIT_WHO: Final = "Who"
AUDIT_WHAT: Final = "What"
AUDIT_TARGET: Final = "Of what"
AUDIT_DETAIL: Final = "Details"
AUDIT_EVERYBODY: Final = "Everybody"
AUDIT_EVERYTHING: Final = "Everything"
AUDIT_NEWER: Final = "Back to the latest"
AUDIT_OLDER: Final = "Older"
AUDIT_DOWNLOAD: Final = "Download as CSV"
AUDIT_COMMAND_LINE: Final = "command line"
AUDIT_OWNER: Final = "owner of this machine"
AUDIT_JOIN: Final = "; "
# What is recorded beside a change, by its name in the log; names that are not here are shown as they are.
AUDIT_DETAILS: Final[dict[str, str]] = {
    "address": "address",
    "method": "by",
    "role": "role",
    "again": "account given back",
    "everywhere": "all devices",
    "title": "title",
    "file": "file",
    "outcome": "outcome",
    "question": "question",
    "questions": "questions",
    "judgements": "labels",
    "grade": "grade",
    "values": "corrected to",
    "password": "password",
    "shown": "name",
    "state": "state",
    "by": "by",
    "seconds": "seconds",
    "documents": "documents",
    "bytes": "bytes",
    "index": "with index",
    "anew": "all of it",
    "before": "before",
    "generation": "generation",
    "made_at": "made at",
    "kept": "kept as",
    "confirmed": "found right",
    "what": "change",
    "item": "item",
    "after": "after",
    "excerpts": "excerpts",
    "doc_id": "document",
    "start": "from",
    "end": "to",
    "reach": "seen by",
}
AUDIT_VALUES: Final[dict[str, str]] = {
    "True": "yes",
    "changed": "changed",
    "added": "added",
    "replaced": "replaced the old file",
    "name": "account",
    "excerpt added": "excerpt added",
    "heading added": "heading added",
    "text added": "text added",
    "order": "order",
    "restored": "put back",
    "removed": "removed",
    "note": "note",
    "text": "text",
    "title and description": "title and description",
    "private": "the owner only",
    "shared": "everybody",
    "open": "everybody, who may add",
}
AUDIT_UNKNOWN: Final = "(no such account)"
CHANGES: Final[dict[str, str]] = {
    Change.ADDED: "added a document",
    Change.CORRECTED: "corrected metadata",
    Change.REMOVED: "removed a document",
    Change.INDEXED: "updated the index",
    Change.ENCODER: "changed the encoder",
    Change.COLLECTION_MADE: "made a collection",
    Change.COLLECTION_CHANGED: "changed a collection",
    Change.COLLECTION_SHARED: "changed who sees a collection",
    Change.COLLECTION_REMOVED: "removed a collection",
    Change.NOTED: "wrote a note",
    Change.NOTE_REMOVED: "removed a note",
    Change.JUDGED: "judged a passage",
    Change.MEASURED: "evaluated with own labels",
    Change.PERSON_ADDED: "made an account",
    Change.PERSON_CHANGED: "changed an account",
    Change.PERSON_REMOVED: "removed an account",
    Change.SIGNED_IN: "signed in",
    Change.SIGN_IN_FAILED: "failed to sign in",
    Change.SIGN_IN_LOCKED: "was kept from signing in",
    Change.SIGNED_OUT: "signed out",
    Change.BACKED_UP: "made a backup",
    Change.BACKUP_REMOVED: "deleted a backup",
    Change.RESTORED: "restored a backup",
    Change.ROUND_MADE: "Round made",
    Change.ROUND_CHANGED: "Round changed",
    Change.ROUND_PHASE: "Phase of a round changed",
    Change.ROUND_SEATED: "Members of a round changed",
    Change.ROUND_NAMES: "Masked names changed",
    Change.ROUND_REMOVED: "Round removed",
    Change.SUBMITTED: "Submissions added",
    Change.STANDING: "Standing of a submission changed",
    Change.SCORED: "Scores saved",
    Change.SHEET_SUBMITTED: "Score sheet submitted",
    Change.SHEET_REOPENED: "Score sheet reopened",
    Change.CONFLICT_SET: "Conflict of interest set",
    Change.CONFLICT_WITHDRAWN: "Conflict of interest withdrawn",
    Change.REVIEW_ASSIGNED: "Submissions assigned to reviewers",
    Change.VOTES_ENTERED: "Public votes entered",
    Change.FORMULA_CHOSEN: "Ranking formula chosen",
    Change.RESULTS_EXPORTED: "Review record exported",
}


def detail(name: str, value: str) -> str:
    """Something that is recorded beside a change."""
    return f"{AUDIT_DETAILS.get(name, name)}: {value}"
