"""What the panels of an edition should look like; where nothing is said, nothing is asked for."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base


class PanelTargets(Base):
    """Of a series, or of an edition that has its own instead (``queries.targets_of``)."""

    __tablename__ = "panel_targets"
    __table_args__ = (
        CheckConstraint("women_percent >= 0 AND women_percent <= 100", name="percent"),
        CheckConstraint("(edition_id IS NULL) <> (series_id IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int | None] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), unique=True, default=None
    )
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_series.id", ondelete="CASCADE"), unique=True, default=None
    )
    women_percent: Mapped[int] = mapped_column(default=0)
    """At least so many of those who told; 0: no target."""
    sectors: Mapped[int] = mapped_column(default=0)
    regions: Mapped[int] = mapped_column(default=0)
    more_than_one_gender: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[int] = mapped_column(default=0)
    """At least so many that somebody on the panel speaks."""
    moderated: Mapped[bool] = mapped_column(default=False)
    """Somebody chairs or moderates each discussion."""
    confirmed: Mapped[int] = mapped_column(default=0)
    """At least so many who said yes to a discussion; ``on_site``: of those, in the room."""
    on_site: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_empty(self) -> bool:
        counts = (self.women_percent, self.sectors, self.regions, self.languages, self.confirmed, self.on_site)
        return not (any(counts) or self.more_than_one_gender or self.moderated)
