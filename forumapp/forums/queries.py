"""Finding series, editions and their rooms."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import undefer

from forumapp.accounts.models import Member, RoleGrant
from forumapp.documents import hosts
from forumapp.extensions import db
from forumapp.forums.models import Edition, EditionHost, EditionState, ForumSeries, Logo, Room
from forumapp.forums.tracks import Track


def by_slug(slug: str) -> Edition | None:
    return db.session.scalar(_by_slug(), {"slug": slug})


def slugs_beginning(stem: str) -> set[str]:
    return set(db.session.scalars(select(Edition.slug).where(Edition.slug.startswith(stem, autoescape=True))))


def announced() -> Sequence[Edition]:
    """What the public may know of, earliest first."""
    return db.session.scalars(
        select(Edition).where(Edition.state != EditionState.DRAFT).order_by(Edition.starts_on, Edition.id)
    ).all()


def for_member(member: Member) -> Sequence[Edition]:
    """The editions of whose team she is, latest first; the site's administrator sees all."""
    return db.session.scalars(_for_member(member).order_by(Edition.starts_on.desc(), Edition.id.desc())).all()


def series_by_code(code: str) -> ForumSeries | None:
    return db.session.scalar(select(ForumSeries).where(ForumSeries.code == code))


def all_series() -> Sequence[ForumSeries]:
    return db.session.scalars(select(ForumSeries).order_by(ForumSeries.id)).all()


def room_by_position(edition: Edition, position: int) -> Room | None:
    """The room, locked where a database locks rows, so that two who change it come one after the other."""
    return db.session.scalar(
        select(Room).where(Room.edition_id == edition.id, Room.position == position).with_for_update(key_share=True)
    )


def track_by_position(edition: Edition, position: int) -> Track | None:
    """The track, locked where a database locks rows."""
    return db.session.scalar(
        select(Track).where(Track.edition_id == edition.id, Track.position == position).with_for_update(key_share=True)
    )


def tracks_of(edition: Edition) -> Sequence[Track]:
    return db.session.scalars(select(Track).where(Track.edition_id == edition.id).order_by(Track.position)).all()


def host_by_position(edition: Edition, position: int) -> EditionHost | None:
    """The host, locked in the same way."""
    return db.session.scalar(
        select(EditionHost)
        .where(EditionHost.edition_id == edition.id, EditionHost.position == position)
        .with_for_update(key_share=True, of=EditionHost)
    )


def logos(public_ids: Collection[str]) -> Mapping[str, Logo]:
    """With their content, each by its id."""
    found = db.session.scalars(select(Logo).where(Logo.public_id.in_(public_ids)).options(undefer(Logo.content)))
    return {logo.public_id: logo for logo in found}


def printed_logos(public_ids: Collection[str]) -> Mapping[str, hosts.Logo]:
    """As documents show them, each by its id."""
    return {
        public_id: hosts.Logo(content=kept.content, width=kept.width, height=kept.height)
        for public_id, kept in logos(public_ids).items()
    }


@cache
def _by_slug() -> Select[Edition]:
    """Put together once: each page asks it."""
    return select(Edition).where(Edition.slug == bindparam("slug"))


def _for_member(member: Member) -> Select[Edition]:
    if member.is_admin:
        return select(Edition)
    return select(Edition).join(RoleGrant, RoleGrant.edition_id == Edition.id).where(RoleGrant.member_id == member.id)
