"""Links that helped somebody learn something: kept for colleagues, with a name only if its owner agreed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha1
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, delete, exists, select, update

from bot.catalog.catalog import Catalog
from bot.core.knowing import states
from bot.core.link_rules import find_problem, page_key
from bot.core.people import members as people
from bot.db.renamed_ids import names, take_over_rows
from bot.db.statements import PreparedStatement, dialect_insert
from bot.db.tables import helpful_links, members
from bot.frozen import frozen


@frozen
class KeptLink:
    """A link that one member kept for a topic, roadmap or area, from the hours with the id `entry`."""

    id: int
    member: str
    subject: str
    link: str
    entry: int
    named: bool


@frozen
class HelpfulLink:
    """A link with all who found it helpful: those who agreed by name, the others as a number, most people first.

    `id` is the reader's own row where they kept it, else the newest one; `is_own` says which.
    """

    id: int
    subject: str
    link: str
    names: tuple[str, ...]
    unnamed: int
    is_own: bool = False

    @property
    def people(self) -> int:
        """The number of people who kept it."""
        return len(self.names) + self.unnamed


_COLUMNS: Final = tuple(helpful_links.c[name] for name in KeptLink.__match_args__)


def keep_link(
    conn: Connection, *, workspace: str, member: str, subject: str, link: str, entry: int, now: datetime
) -> tuple[KeptLink, bool]:
    """Keep a link for a topic, roadmap or area, without a name; return it, and whether it is new.

    Another spelling of what they keep already is not new.

    Raises:
        MemberGone: the member was forgotten.
    """
    people.lock_members(conn, workspace=workspace, member_ids=[member])
    values = {"link": link, "entry": entry, "kept_at": now}
    page = {"workspace": workspace, "member": member, "link_hash": _hash(link)}
    take_over_rows(conn, helpful_links.c.subject, subject, **page)
    key = {**page, "subject": subject}
    adding = dialect_insert(conn, helpful_links).values(**key, **values).on_conflict_do_nothing()
    is_new = conn.execute(adding.returning(helpful_links.c.id)).first() is not None
    row = conn.execute(select(*_COLUMNS).where(*(helpful_links.c[name] == value for name, value in key.items()))).one()
    return KeptLink(**row._mapping), is_new


def find_link(conn: Connection, *, workspace: str, link_id: int) -> KeptLink | None:
    """Return one kept link; None where it was taken back."""
    row = conn.execute(select(*_COLUMNS).where(*_is_link(workspace, link_id))).first()
    return KeptLink(**row._mapping) if row else None


def subject_of_hours(catalog: Catalog, *, area: str, roadmap: str | None, topic: str | None) -> str:
    """Return on whose page the link of hours is kept: their topic's, else their roadmap's, else their area's."""
    if topic and catalog.find_topic(topic):
        return topic
    return roadmap if roadmap and catalog.find_roadmap(roadmap) else area


@frozen
class LinkOfHours:
    """A link that somebody logged hours with: of which entry, and for which topic, roadmap or area."""

    entry: int
    subject: str
    link: str


def list_keepable(
    conn: Connection, *, workspace: str, member: str, links: Collection[LinkOfHours]
) -> tuple[LinkOfHours, ...]:
    """Return the links that a member, who is no guest, can still keep: each page once for each subject."""
    pages = {(each.subject, _hash(each.link)): each for each in links if find_problem(each.link) is None}
    if not pages:
        return ()
    theirs = (members.c.workspace == workspace, members.c.id == member, ~members.c.is_guest)
    is_theirs = (helpful_links.c.workspace == members.c.workspace, helpful_links.c.member == members.c.id)
    is_asked = helpful_links.c.link_hash.in_([page for _, page in pages])
    query = (
        select(helpful_links.c.subject, helpful_links.c.link_hash)
        .select_from(members.outerjoin(helpful_links, and_(*is_theirs, is_asked)))
        .where(*theirs)
    )
    rows = [tuple(row) for row in conn.execute(query)]
    return tuple(each for page, each in pages.items() if rows and page not in rows)


def set_named(conn: Connection, *, workspace: str, link_id: int, is_named: bool) -> None:
    """Set whether its owner is named beside a kept link."""
    conn.execute(update(helpful_links).where(*_is_link(workspace, link_id)).values(named=is_named))


def drop_link(conn: Connection, *, workspace: str, link_id: int) -> None:
    """Take back what one member kept."""
    if kept := find_link(conn, workspace=workspace, link_id=link_id):
        of_member = (helpful_links.c.workspace == workspace, helpful_links.c.member == kept.member)
        conn.execute(delete(helpful_links).where(*of_member, *_is_same_page(conn, kept)))


def drop_for_everyone(conn: Connection, *, workspace: str, kept: KeptLink) -> int:
    """Remove a link from a topic, whoever kept it; return how many had."""
    in_workspace = helpful_links.c.workspace == workspace
    dropped = delete(helpful_links).where(in_workspace, *_is_same_page(conn, kept)).returning(helpful_links.c.member)
    return len(set(conn.execute(dropped).scalars()))


def read_page_signs(conn: Connection, *, workspace: str, reader: str, subject: str) -> tuple[dict[str, str], bool]:
    """Return the reader's states by id, as words, and whether anybody keeps a link for a subject. One statement.

    They tell whether the page of a topic or roadmap is the same for this reader as for everyone.
    """
    ((words, is_kept),) = _PAGE_SIGNS.run(conn, {"workspace": workspace, "member": reader, "subject": subject})
    return states.parse_words(words), bool(is_kept)


def list_subject_links(conn: Connection, *, workspace: str, reader: str, subject: str) -> tuple[HelpfulLink, ...]:
    """Return what helped the reader's colleagues with a topic, roadmap or area; nothing for guests. One statement."""
    return _group(_SUBJECT_ROWS.run(conn, {"workspace": workspace, "reader": reader, "subject": subject}), reader)


def list_all_links(conn: Connection, *, workspace: str, reader: str) -> tuple[HelpfulLink, ...]:
    """Return what helped the reader's colleagues with anything, the newest first; nothing for guests."""
    found = _group(_ALL_ROWS.run(conn, {"workspace": workspace, "reader": reader}), reader)
    return tuple(sorted(found, key=lambda each: -each.id))


def _visible_rows() -> Select[Any]:
    """Select links with the names to show: of members who agreed, are here, and do not hide."""
    asking = members.alias("asking")
    may_read = exists().where(
        asking.c.workspace == bindparam("workspace"),
        asking.c.id == bindparam("reader"),
        asking.c.is_active,
        ~asking.c.is_guest,
    )
    is_named = and_(helpful_links.c.named, members.c.is_active, ~members.c.is_guest, ~members.c.hidden)
    is_owner = and_(members.c.workspace == helpful_links.c.workspace, members.c.id == helpful_links.c.member)
    columns = (helpful_links.c.id, helpful_links.c.member, helpful_links.c.subject, helpful_links.c.link)
    return (
        select(*columns, members.c.name, is_named.label("is_named"))
        .join(members, is_owner)
        .where(helpful_links.c.workspace == bindparam("workspace"), may_read)
        .order_by(helpful_links.c.id)
    )


def _page_signs(dialect: str) -> Select[Any]:
    columns = helpful_links.c
    is_kept = exists().where(columns.workspace == bindparam("workspace"), columns.subject == bindparam("subject"))
    return select(states.words_query(dialect).scalar_subquery(), is_kept)


_PAGE_SIGNS: Final = PreparedStatement(_page_signs)
_ALL_ROWS: Final = PreparedStatement(lambda _: _visible_rows())
_SUBJECT_ROWS: Final = PreparedStatement(
    lambda _: _visible_rows().where(helpful_links.c.subject == bindparam("subject"))
)


@frozen
class _LinkRow:
    """A link as one member kept it; `is_named` if their name may be shown now."""

    id: int
    member: str
    subject: str
    link: str
    name: str
    is_named: bool


def _group(rows: Iterable[Any], reader: str) -> tuple[HelpfulLink, ...]:
    """Return rows of one link on one topic as one, those of most people first, then the newest."""
    groups: dict[tuple[str, str], list[_LinkRow]] = {}
    for row in (_LinkRow(*each) for each in rows):
        groups.setdefault((row.subject, page_key(row.link)), []).append(row)
    found = [_as_one(each, reader) for each in groups.values()]
    return tuple(sorted(found, key=lambda each: (-each.people, -each.id)))


def _as_one(rows: list[_LinkRow], reader: str) -> HelpfulLink:
    own = next((row for row in rows if row.member == reader), None)
    names = tuple(sorted((row.name for row in rows if row.is_named), key=str.casefold))
    shown = own or rows[-1]
    return HelpfulLink(shown.id, shown.subject, shown.link, names, len(rows) - len(names), own is not None)


def _is_link(workspace: str, link_id: int) -> tuple[ColumnElement[bool], ...]:
    return helpful_links.c.workspace == workspace, helpful_links.c.id == link_id


def _is_same_page(conn: Connection, kept: KeptLink) -> tuple[ColumnElement[bool], ...]:
    return names(conn, helpful_links.c.subject, kept.subject), helpful_links.c.link_hash == _hash(kept.link)


def _hash(link: str) -> str:
    """Return what tells pages apart in an index, which takes no long texts: the same for all spellings of one."""
    return sha1(page_key(link).encode(), usedforsecurity=False).hexdigest()
