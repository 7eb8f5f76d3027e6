"""The whole way from submissions to what they share: START READING HERE."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from corpus.catalog import Catalog
from corpus.home import Home
from review.model import Progress, Text, nothing_told
from review.overlap.comparing import Against, Comparison, Stopped
from review.overlap.model import Overlaps
from review.overlap.shelf import Kept, Shelf, Store, Texts
from review.overlap.storing import against_from_json, against_to_json, from_json, to_json
from review.overlap.telling import tell

__all__ = ["FORMAT", "Stopped", "find_overlaps", "overlaps_in"]

FORMAT = "2"  # changes when the same texts would give another result


def overlaps_in(
    home: Home,
    doc_ids: Sequence[str],
    *,
    library: bool = True,
    progress: Progress = nothing_told,
    stopped: Callable[[], bool] = lambda: False,
) -> Overlaps:
    """What documents of the catalogue share with one another, and with the rest of it; found once, then remembered.

    Args:
        home: where the catalogue is; what was found is kept under it.
        doc_ids: the submissions.
        library: whether to look in the other documents of the catalogue, too.
        progress: told how far it is.
        stopped: asked again and again whether to stop.

    Raises:
        NotFoundError: a document is not there.
        Stopped: it was asked to stop.
    """
    with Catalog.open_readonly(home) as catalog, Store.open(home) as store:
        submissions = list(dict.fromkeys(catalog.resolve(doc_id) for doc_id in doc_ids))
        others = sorted(catalog.versions().keys() - set(submissions)) if library else []
        links = catalog.links(submissions)
        shelf = Kept(catalog, store, {i: {one.other: one.similarity for one in links.get(i, ())} for i in submissions})
        key = f"{FORMAT} {shelf.digest(submissions)} {shelf.digest(others)} {shelf.known_twins()}"
        known = store.found(key)
        if known is not None:
            return from_json(known, shelf)
        keys = {doc_id: f"{FORMAT} {shelf.digest([doc_id])} {shelf.digest(others)}" for doc_id in submissions}
        held = {doc_id: against_from_json(content) for doc_id, content in store.against(keys).items()}
        found, against = _found(shelf, submissions, others, held, progress, stopped)
        store.keep_against({i: (keys[i], against_to_json(one)) for i, one in against.items() if i not in held})
        store.remember(key, to_json(found))
        store.forget(frozenset(catalog.versions()))
        return found


def find_overlaps(
    submissions: Sequence[Text],
    library: Sequence[Text] = (),
    *,
    progress: Progress = nothing_told,
    stopped: Callable[[], bool] = lambda: False,
) -> Overlaps:
    """What texts share with one another and with those of a library; nothing is stored.

    Raises:
        Stopped: it was asked to stop.
    """
    shelf = Texts([*library, *submissions])
    ids = list(dict.fromkeys(text.document.doc_id for text in submissions))
    others = [i for i in dict.fromkeys(text.document.doc_id for text in library) if i not in set(ids)]
    return _found(shelf, ids, others, {}, progress, stopped)[0]


def _found(
    shelf: Shelf,
    submissions: Sequence[str],
    library: Sequence[str],
    held: Mapping[str, Against],
    progress: Progress,
    stopped: Callable[[], bool],
) -> tuple[Overlaps, Mapping[str, Against]]:
    """What was found, and what each submission shares with the library; `held` is that as far as it is known."""
    if not submissions:
        return Overlaps((), ()), {}
    comparison = Comparison(shelf, submissions, held, progress=progress, stopped=stopped)
    return tell(shelf, submissions, comparison.run(library)), comparison.against
