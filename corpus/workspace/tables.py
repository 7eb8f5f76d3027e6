"""The tables of the workspace, in one place whichever package reads and writes them."""

from __future__ import annotations

VERSION = 2
TABLES = (
    # corpus.workspace.audit
    "CREATE TABLE IF NOT EXISTS audit ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person TEXT NOT NULL, change TEXT NOT NULL,"
    " target TEXT NOT NULL, detail TEXT NOT NULL)",
    "CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_is_not_shortened BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is not changed'); END",
    # corpus.workspace.accounts, .sessions, .attempts; times of the latter two in seconds since 1970
    "CREATE TABLE IF NOT EXISTS accounts ("
    " name TEXT PRIMARY KEY, shown TEXT NOT NULL, role TEXT NOT NULL, state TEXT NOT NULL, secret TEXT NOT NULL,"
    " made_at TEXT NOT NULL, changed_at TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sessions ("
    " token TEXT PRIMARY KEY, name TEXT NOT NULL, since INTEGER NOT NULL, seen INTEGER NOT NULL,"
    " address TEXT NOT NULL, agent TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS sessions_of ON sessions (name)",
    "CREATE TABLE IF NOT EXISTS attempts ("
    " kind TEXT NOT NULL, key TEXT NOT NULL, failures INTEGER NOT NULL, last INTEGER NOT NULL,"
    " PRIMARY KEY (kind, key)) WITHOUT ROWID",
    # search.collections
    "CREATE TABLE IF NOT EXISTS collections ("
    " id TEXT PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, owner TEXT NOT NULL,"
    " visibility TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS collection_items ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL REFERENCES collections (id),"
    " position INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, note TEXT NOT NULL, citation TEXT,"
    ' doc_id TEXT, start INTEGER, "end" INTEGER, added_by TEXT NOT NULL, added TEXT NOT NULL, removed TEXT)',
    "CREATE INDEX IF NOT EXISTS collection_items_of ON collection_items (collection, position)",
    "CREATE UNIQUE INDEX IF NOT EXISTS collection_items_once ON collection_items"
    ' (collection, doc_id, start, "end") WHERE doc_id IS NOT NULL AND removed IS NULL',
    # corpus.workspace.notes
    "CREATE TABLE IF NOT EXISTS notes ("
    " id TEXT PRIMARY KEY, owner TEXT NOT NULL, doc_id TEXT NOT NULL, start INTEGER NOT NULL,"
    ' "end" INTEGER NOT NULL, quote TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL, reach TEXT NOT NULL,'
    " written TEXT NOT NULL, changed TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS notes_on ON notes (doc_id, start)",
    # search.saved
    "CREATE TABLE IF NOT EXISTS asked ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, at TEXT NOT NULL, question TEXT NOT NULL,"
    " address TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS asked_by ON asked (person, number)",
    "CREATE TABLE IF NOT EXISTS saved_searches ("
    " key TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, saved TEXT NOT NULL,"
    " seen TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS search_settings ("
    " person TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (person, name)) WITHOUT ROWID",
    # review.rounds
    "CREATE TABLE IF NOT EXISTS rounds ("
    " id TEXT PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, rubric TEXT NOT NULL, phase TEXT NOT NULL,"
    " blind INTEGER NOT NULL, opens_on TEXT NOT NULL, closes_on TEXT NOT NULL, requirements TEXT NOT NULL,"
    " last INTEGER NOT NULL, made_by TEXT NOT NULL, made TEXT NOT NULL, changed TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS round_submissions ("
    " round TEXT NOT NULL REFERENCES rounds (id), number INTEGER NOT NULL, doc_id TEXT NOT NULL, title TEXT NOT NULL,"
    " standing TEXT NOT NULL, reason TEXT NOT NULL, added_by TEXT NOT NULL, added TEXT NOT NULL,"
    " PRIMARY KEY (round, number), UNIQUE (round, doc_id)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS round_submissions_of ON round_submissions (doc_id)",
    "CREATE TABLE IF NOT EXISTS round_members ("
    " round TEXT NOT NULL REFERENCES rounds (id), person TEXT NOT NULL, seat TEXT NOT NULL, shown TEXT NOT NULL,"
    " PRIMARY KEY (round, person)) WITHOUT ROWID",
    # what a chair said of names; number 0: in every submission; no kind: this is no name
    "CREATE TABLE IF NOT EXISTS round_names ("
    " round TEXT NOT NULL REFERENCES rounds (id), number INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT,"
    " PRIMARY KEY (round, number, name)) WITHOUT ROWID",
    # review.scores: values are decimal numbers in digits, times UTC, ISO 8601
    "CREATE TABLE IF NOT EXISTS review_scores ("
    " round TEXT NOT NULL REFERENCES rounds (id), number INTEGER NOT NULL, person TEXT NOT NULL,"
    " criterion TEXT NOT NULL, value TEXT, comment TEXT NOT NULL, changed TEXT NOT NULL, revision INTEGER NOT NULL,"
    " PRIMARY KEY (round, person, number, criterion)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS review_sheets ("
    " round TEXT NOT NULL REFERENCES rounds (id), person TEXT NOT NULL, submitted TEXT NOT NULL,"
    " PRIMARY KEY (round, person)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS review_conflicts ("
    " round TEXT NOT NULL REFERENCES rounds (id), number INTEGER NOT NULL, person TEXT NOT NULL,"
    " reason TEXT NOT NULL, said_by TEXT NOT NULL, since TEXT NOT NULL,"
    " PRIMARY KEY (round, number, person)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS review_assignments ("
    " round TEXT NOT NULL REFERENCES rounds (id), person TEXT NOT NULL, number INTEGER NOT NULL,"
    " PRIMARY KEY (round, person, number)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS review_votes ("
    " round TEXT NOT NULL REFERENCES rounds (id), number INTEGER NOT NULL, votes INTEGER NOT NULL,"
    " PRIMARY KEY (round, number)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS review_formulas ("
    " round TEXT NOT NULL PRIMARY KEY REFERENCES rounds (id), basis TEXT NOT NULL, scaling TEXT NOT NULL,"
    " vote_share TEXT NOT NULL) WITHOUT ROWID",
)

OF_ROUNDS: tuple[str, ...] = (
    "round_names",
    "round_members",
    "round_submissions",
    "review_scores",
    "review_sheets",
    "review_conflicts",
    "review_assignments",
    "review_votes",
    "review_formulas",
)
"""Tables whose rows belong to the round that their column `round` names, and go with it."""

OF_SUBMISSIONS: tuple[str, ...] = (
    "round_names",
    "review_conflicts",
    "review_assignments",
    "review_votes",
    "round_submissions",
)
"""Those of them whose rows belong to the submission that their column `number` names; scores are not among them."""
